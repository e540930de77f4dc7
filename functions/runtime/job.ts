import type { RunKeys } from './protocol/keys.ts';
import type { ChunkMessage } from './protocol/message.ts';
import type { TaskFailure } from './protocol/outcome.ts';
import type { Delivery } from './protocol/ports.ts';
import { type RetryOptions, retryTransient } from './protocol/retry.ts';
import type { RunRecord } from './protocol/run-record.ts';
import type { Invocation, WorkerDependencies } from './worker-dependencies.ts';

/** One delivery of one chunk, or of one loose task, and all that working on it needs. */
export interface Job {
  readonly deps: WorkerDependencies;
  readonly delivery: Delivery;
  readonly invocation: Invocation;
  readonly message: JobTasks;
  readonly record: JobRules;
  readonly keys: RunKeys;
  readonly source: JobSource;
  /** Marks everything that this delivery writes. */
  readonly token: string;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  /** What must be left when the last task has ended, in milliseconds: time to write the result. */
  readonly marginMs: number;
  /** For the store: until shortly before the process ends. */
  readonly retry: RetryOptions;
}

/** Whose tasks these are, and which. A loose task is task 0 of a run that is called like the task. */
export type JobTasks = Pick<ChunkMessage, 'run' | 'chunk' | 'first' | 'count'>;

/** How they are worked on: what run.json says, or for a loose task its function. */
export type JobRules = Pick<
  RunRecord,
  'concurrency' | 'tries' | 'taskTimeoutSeconds' | 'leaseSeconds' | 'until'
>;

/** What a chunk asks its run for. */
export interface JobSource {
  /** The input lines in task order, or why every task fails without being started. */
  readInputs(retry: RetryOptions): Promise<readonly Uint8Array[] | { readonly failure: TaskFailure }>;
  /** Tells whether somebody stopped the run. */
  isStopped(retry: RetryOptions): Promise<boolean>;
}

const LEAST_MARGIN_MS = 5_000;
/** Of 900 s no more than 45 s are reached: this is for containers, where a task of 11 h must still have room. */
const MOST_MARGIN_MS = 60_000;
const LAST_WORDS_MS = 1_000;

/** What every job begins with, whatever its message names. */
export function beginJob(
  delivery: Delivery,
  invocation: Invocation,
  deps: WorkerDependencies,
): Omit<Job, 'message' | 'record' | 'keys' | 'source'> {
  const { clock, random } = deps;
  const startedAt = clock.now();
  return {
    deps,
    delivery,
    invocation,
    token: deps.newToken(),
    startedAt,
    marginMs: Math.min(MOST_MARGIN_MS, Math.max(LEAST_MARGIN_MS, (invocation.deadline - startedAt) / 20)),
    retry: { clock, random, giveUpAt: invocation.deadline - LAST_WORDS_MS },
  };
}

/** Tells whether the chunk has its result. One byte is enough. */
export async function hasResult({ deps, keys, message, retry }: Job): Promise<boolean> {
  const key = keys.result(message.chunk);
  return (await retryTransient(() => deps.store.get(key, { from: 0, to: 1 }), retry)) !== undefined;
}

/** Says when the message may be seen again, if the lease is still there to say it. Never throws. */
export async function showAgain(
  { delivery, deps }: { readonly delivery: Delivery; readonly deps: WorkerDependencies },
  seconds: number,
): Promise<void> {
  try {
    await deps.queue.changeVisibility(delivery, Math.min(43_200, Math.max(0, Math.ceil(seconds))));
  } catch (error) {
    deps.log({ event: 'visibility-kept', messageId: delivery.messageId, error: String(error) });
  }
}
