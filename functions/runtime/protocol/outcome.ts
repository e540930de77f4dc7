import type { Json } from './json.ts';

/** What went wrong with one task, as the user sees it. */
export interface TaskFailure {
  /** The error's class: the user's own, or TaskTimeout, TaskCrashed, InputCorrupt, NeverRan, WorkerLost, Cancelled, Expired. */
  readonly name: string;
  readonly message: string;
  readonly stack?: string;
}

/** The one outcome of one task: a line of a result object, and a line of the user's output. */
export type Outcome =
  | { readonly task: number; readonly ok: true; readonly value: Json; readonly attempts: number }
  | { readonly task: number; readonly ok: false; readonly error: TaskFailure; readonly attempts: number };

/** An outcome whose value lies in its own object, `blobs/<chunk>/<task>.<n>` (outcomes above 32 KiB). */
export interface BlobOutcome {
  readonly task: number;
  readonly ok: boolean;
  readonly blob: string;
  readonly attempts: number;
}

export const INLINE_OUTCOME_BYTES = 32 * 1024;
