import type { TaskOrder } from '../../../../functions/runtime/executor.ts';
import type { Deed } from './fixtures/obedient-task.ts';

/** An order for a task of the fixtures. */
export function orderFor(input: Deed, changes: Partial<TaskOrder> = {}): TaskOrder {
  return {
    task: 0,
    input: Buffer.from(JSON.stringify(input)),
    run: 'r',
    taskId: 'r/0',
    attempt: 1,
    settings: {},
    timeoutMs: 10_000,
    deadline: Date.now() + 60_000,
    signal: new AbortController().signal,
    alone: false,
    ...changes,
  };
}
