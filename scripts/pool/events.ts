import type { Outcome } from '../../functions/runtime/protocol/outcome.ts';
import type { ContainerSize } from '../estimate/container-price.ts';

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
  | {
      readonly type: 'containers-started';
      readonly at: number;
      /** The key of the fleet's stack. */
      readonly fleet: string;
      readonly count: number;
      readonly size: ContainerSize;
      /** US dollars an hour, for all of these together. */
      readonly hourly: number;
      /** They leave by themselves after so long without work. */
      readonly idleSeconds: number;
    }
  /** How many of the run's own containers are up or on their way, and how many of these work already. */
  | { readonly type: 'containers'; readonly at: number; readonly up: number; readonly working: number }
  | {
      readonly type: 'container-lost';
      readonly at: number;
      readonly fleet: string;
      readonly container: string;
      readonly reason: string;
    }
  | {
      readonly type: 'containers-left';
      readonly at: number;
      readonly started: number;
      readonly lost: number;
      /** Still there: they leave by themselves after `idleSeconds` without work. */
      readonly up: number;
      readonly idleSeconds: number;
      /** How long all together have been up so far. */
      readonly seconds: number;
      /** What will be billed once all have left, and its price in US dollars: an estimate. */
      readonly billedSeconds: number;
      readonly cost: number;
    }
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
