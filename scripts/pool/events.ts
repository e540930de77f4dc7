import type { Outcome } from '../../functions/runtime/protocol/outcome.ts';

/** Progress of a run at one moment. All counts are of tasks unless named otherwise. */
export interface RunProgress {
  readonly tasks: number;
  readonly done: number;
  readonly failed: number;
  readonly chunks: number;
  readonly chunksDone: number;
}

/** Everything that `run` and `resume` tell. Times in milliseconds since the epoch. */
export type RunEvent =
  | {
      readonly type: 'preflight';
      readonly at: number;
      readonly pool: string;
      readonly protocol: number;
      readonly code: string;
      readonly concurrency: number;
    }
  | { readonly type: 'input'; readonly at: number; readonly tasks: number; readonly bytes: number }
  | {
      readonly type: 'run-created';
      readonly at: number;
      readonly run: string;
      readonly pool: string;
      readonly tasks: number;
      readonly chunks: number;
      /** No task starts after it. */
      readonly until: number;
      /** US dollars: what the run costs if every chunk uses everything it may. `undefined`: not known. */
      readonly largestBill?: number;
    }
  | { readonly type: 'sent'; readonly at: number; readonly chunks: number; readonly of: number }
  | { readonly type: 'safe-to-leave'; readonly at: number; readonly run: string }
  | { readonly type: 'outcome'; readonly at: number; readonly outcome: Outcome }
  | { readonly type: 'progress'; readonly at: number; readonly progress: RunProgress }
  | { readonly type: 'notice'; readonly message: string }
  | {
      readonly type: 'run-ended';
      readonly at: number;
      readonly run: string;
      readonly progress: RunProgress;
      readonly wallSeconds: number;
      /** Where the results are: a path, or `undefined` for standard output. */
      readonly output?: string;
    }
  | { readonly type: 'detached'; readonly at: number; readonly run: string };
