import type { TaskEnd, TaskOrder } from '../executor.ts';
import type { TaskDescription } from '../protocol/describe.ts';

/** A task order without what only means something on the supervisor's thread. */
export type ThreadOrder = Omit<TaskOrder, 'signal' | 'alone'>;

/** What the supervisor says to a thread. `id` names one start. */
export type ToThread =
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
