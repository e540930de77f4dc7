import type { ChunkState } from './chunk-state.ts';
import type { Attempt } from './claim-chunk.ts';
import type { Interruption } from './interruption.ts';
import type { RunKeys } from './protocol/keys.ts';
import { type ChunkMessage, isPast } from './protocol/message.ts';
import type { Delivery } from './protocol/ports.ts';
import type { RetryOptions } from './protocol/retry.ts';
import type { RunRecord } from './protocol/run-record.ts';
import type { Invocation, WorkerDependencies } from './worker-dependencies.ts';

/** One delivery of one chunk, once it is known what it is. */
export interface ChunkWork {
  readonly delivery: Delivery;
  readonly invocation: Invocation;
  readonly message: ChunkMessage;
  readonly run: RunRecord;
  readonly keys: RunKeys;
  readonly interruption: Interruption;
  /** For everything that has to be in the ledger before this process may end. */
  readonly retry: RetryOptions;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
}

/** A chunk at work: claimed, with what is known of its tasks. */
export interface ClaimedWork extends ChunkWork {
  /** The input lines, in task order. */
  readonly inputs: readonly Uint8Array[];
  readonly attempt: Attempt;
  readonly state: ChunkState;
}

/**
 * Tells whether a task may start now: nothing interrupts, the run's last moment is ahead, and the process lives for
 * longer than the task may take, plus what it takes to write the outcome down: max(5 s, a twentieth of the invocation).
 */
export function mayStart(
  { interruption, message, run, invocation, startedAt }: ChunkWork,
  { clock }: Pick<WorkerDependencies, 'clock'>,
): boolean {
  const now = clock.now();
  const marginMs = Math.max(5_000, (invocation.deadline - startedAt) / 20);
  const needed = run.taskTimeoutSeconds * 1000 + marginMs;
  return (
    interruption.reason === undefined && !isPast(message.until, now) && now + needed <= invocation.deadline
  );
}
