import type { Executor } from './executor.ts';
import type { Clock, LeaseQueue, ObjectStore } from './protocol/ports.ts';
import type { Settings } from './task.ts';

/** Everything a worker needs from the outside. The simulation replaces store, queue, clock and executor. */
export interface WorkerDependencies {
  readonly store: ObjectStore;
  readonly queue: LeaseQueue;
  readonly clock: Clock;
  readonly executor: Executor;
  /** The pool's stack name. */
  readonly pool: string;
  readonly identity: WorkerIdentity;
  /** What every task finds in `ctx.settings`. Default: an empty object. */
  readonly settings?: Settings;
  /** Unique for ever. */
  newToken(): string;
  /** 0 ≤ x < 1. */
  random(): number;
  log(entry: object): void;
  /** Evidence for the result's header. Default: nothing known. */
  vitals?(): Vitals;
}

export interface WorkerIdentity {
  /** The process: for a Lambda function its log stream. */
  readonly worker: string;
  /** The code version that runs here. */
  readonly code: string;
}

export interface Vitals {
  /** The process's highest resident memory so far, in MB. */
  readonly memoryMb: number;
  /** True: the first delivery of this process. */
  readonly cold: boolean;
}

/** How long this process may work on a delivery. */
export interface Invocation {
  /** Milliseconds since the epoch: the process is surely gone after it. */
  readonly deadline: number;
  /** Aborts when the process is asked to end (SIGTERM). */
  readonly signal?: AbortSignal;
}

/** What becomes of the message. */
export type DeliveryEnd = 'acknowledge' | 'give-back';
