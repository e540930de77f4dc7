import type { MessagePort } from 'node:worker_threads';
import type { TaskEnd, TaskOrder } from '../executor.ts';
import type { TaskDescription } from '../protocol/describe.ts';

/** What the tasks of one delivery have in common. */
export type SharedOrder = Pick<TaskOrder, 'run' | 'settings' | 'timeoutMs' | 'deadline'>;

/** What is left of a task's order. */
export interface ThreadOrder extends Pick<TaskOrder, 'task' | 'taskId' | 'attempt'> {
  /** The bytes of the input line, one a character: a text is cloned faster than bytes are. */
  readonly input: string;
}

/** What the supervisor says to a thread. `id` names one start. Cloning a message costs by the field. */
export type ToThread =
  /** Goes before the starts that it is for. */
  | { readonly type: 'share'; readonly shared: SharedOrder }
  | { readonly type: 'start'; readonly id: number; readonly order: ThreadOrder }
  | { readonly type: 'abort'; readonly id: number; readonly why: 'timeout' | 'aborted' };

/** How a function ends on its own. */
export type OwnEnd = Extract<TaskEnd, { readonly kind: 'value' | 'error' }>;

/** What a thread says to the supervisor. */
export type FromThread =
  /** The function's code is loaded. */
  | { readonly type: 'ready'; readonly description: TaskDescription }
  | { readonly type: 'end'; readonly id: number; readonly end: OwnEnd }
  /** The abort has arrived: the thread is alive, whatever the task makes of it. */
  | { readonly type: 'heard'; readonly id: number }
  | { readonly type: 'log'; readonly id: number; readonly message: string };

/** What a thread is given at its start: where it and the supervisor speak. */
export interface ThreadData {
  readonly port: MessagePort;
}
