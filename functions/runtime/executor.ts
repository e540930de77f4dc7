import type { TaskDescription } from './protocol/describe.ts';
import type { TaskFailure } from './protocol/outcome.ts';
import type { Settings } from './task.ts';

/** One start of one task. */
export interface TaskOrder {
  /** The task's number in its run; 0 for a direct invoke. */
  readonly task: number;
  /** The input line: UTF-8 JSON. It is parsed on the thread, never by the supervisor. */
  readonly input: Uint8Array;
  /** Whose task it is: all of it reaches `ctx`. */
  readonly run: string;
  readonly taskId: string;
  /** Which start of this task it is, from 1. */
  readonly attempt: number;
  readonly settings: Settings;
  readonly timeoutMs: number;
  /** Milliseconds since the epoch: what `ctx.remainingMs` counts down to besides the time-out. */
  readonly deadline: number;
  /** Aborts the task: the end is `aborted`, at once. */
  readonly signal: AbortSignal;
  /** Run it in a fresh thread with nothing beside it, and end that thread afterwards. */
  readonly alone: boolean;
}

/** How one start ended. */
export type TaskEnd =
  /** `value` is JSON text. */
  | { readonly kind: 'value'; readonly value: string }
  /** The function threw. `retry: false`: another start would not help. */
  | { readonly kind: 'error'; readonly error: TaskFailure; readonly retry: boolean }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'aborted' }
  /** Its thread died, and it may or may not be to blame. `reason` is a sentence: memory, exit code, uncaught error. */
  | { readonly kind: 'died'; readonly reason: string };

/** Runs tasks off the supervisor's thread. The simulation has its own. */
export interface Executor {
  /** What the function's code says of itself. Rejects when the code cannot be loaded. */
  describe(): Promise<TaskDescription>;
  /** Starts one task. Never rejects. The caller keeps at most `concurrency` in flight, and nothing beside `alone`. */
  run(order: TaskOrder): Promise<TaskEnd>;
  /** Resolves when nothing that was started still runs: what ignores its signal is terminated. */
  quiet(): Promise<void>;
}
