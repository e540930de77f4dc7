import type { TaskFailure } from '../../../functions/runtime/protocol/outcome.ts';
import { CloudpoolError } from '../../errors.ts';

/** A task that failed: its own error's name and message, and its number. */
export class TaskError extends CloudpoolError {
  override readonly name: string;
  readonly task: number;

  constructor(task: number, { name, message, stack }: TaskFailure) {
    super(message, { code: 'TASK_FAILED', hint: `Task ${task} (counted from 0) failed.` });
    this.name = name;
    this.task = task;
    if (stack !== undefined) this.stack = stack;
  }
}
