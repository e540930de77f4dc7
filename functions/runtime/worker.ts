import { createChunkState } from './chunk-state.ts';
import type { ChunkWork, ClaimedWork } from './chunk-work.ts';
import { type Attempt, claimChunk } from './claim-chunk.ts';
import { writeGiveBack, writeResult } from './finish-chunk.ts';
import { createInterruption } from './interruption.ts';
import { type Lease, takeLease } from './lease.ts';
import { MOST_LOSSES, readAttempts } from './protocol/attempts.ts';
import { runKeys } from './protocol/keys.ts';
import { splitLines } from './protocol/lines.ts';
import { type ChunkMessage, isPast, readMessage } from './protocol/message.ts';
import type { Delivery } from './protocol/ports.ts';
import { retryTransient } from './protocol/retry.ts';
import { readRunRecord } from './run-records.ts';
import { runTasks } from './run-tasks.ts';
import type { DeliveryEnd, Invocation, WorkerDependencies } from './worker-dependencies.ts';

/** Longest that a chunk is put aside because another message's attempt may still be alive. */
const LONGEST_WAIT_SECONDS = 900;
/** A message that no worker can read comes back soon, until SQS moves it to the dead letters. */
const UNREADABLE_SECONDS = 5;

/**
 * Works on one delivery of one message, and says what becomes of the message. It never throws: what goes wrong is
 * logged, and the message comes back when its lease runs out.
 *
 * Result before acknowledge: who neither finished the chunk nor found its result gives the message back, except after
 * the run's last moment.
 */
export async function processDelivery(
  delivery: Delivery,
  invocation: Invocation,
  dependencies: WorkerDependencies,
): Promise<DeliveryEnd> {
  const read = readMessage(delivery);
  try {
    if (read.kind === 'chunk') return await processChunk(read.message, delivery, invocation, dependencies);
    dependencies.log({ event: 'unreadable-message', messageId: delivery.messageId, ...read });
    if (read.kind !== 'unknown-version') await putAside(delivery, UNREADABLE_SECONDS, dependencies);
  } catch (error) {
    dependencies.log({ event: 'delivery-failed', messageId: delivery.messageId, error: String(error) });
  }
  return 'give-back';
}

async function processChunk(
  message: ChunkMessage,
  delivery: Delivery,
  invocation: Invocation,
  dependencies: WorkerDependencies,
): Promise<DeliveryEnd> {
  const { store, clock, random, pool, log } = dependencies;
  const startedAt = clock.now();
  if (isPast(message.until, startedAt)) return 'acknowledge';
  const retry = { clock, random, giveUpAt: invocation.deadline };
  const run = await readRunRecord(store, { pool, run: message.run }, retry);
  if (run === undefined) {
    log({ event: 'unknown-run', run: message.run });
    await putAside(delivery, LONGEST_WAIT_SECONDS, dependencies);
    return 'give-back';
  }
  const keys = runKeys(run);
  const work = {
    delivery,
    invocation,
    message,
    run,
    keys,
    interruption: createInterruption(),
    retry,
    startedAt,
  };
  return holdLease(work, dependencies);
}

/** Keeps the message ours while it is worked on, and ends nothing before all threads are quiet. */
async function holdLease(work: ChunkWork, dependencies: WorkerDependencies): Promise<DeliveryEnd> {
  const { delivery, invocation, run, keys, interruption } = work;
  const lease = await takeLease(
    { delivery, seconds: run.leaseSeconds, stopKey: keys.stop, interruption },
    dependencies,
  );
  if (lease === undefined) return 'give-back';
  const onSignal = () => interruption.interrupt('signal');
  invocation.signal?.addEventListener('abort', onSignal, { once: true });
  if (invocation.signal?.aborted) onSignal();
  try {
    return await workOnChunk(work, lease, dependencies);
  } finally {
    invocation.signal?.removeEventListener('abort', onSignal);
    interruption.interrupt('again');
    await dependencies.executor.quiet();
    await lease.release();
  }
}

async function workOnChunk(
  work: ChunkWork,
  lease: Lease,
  dependencies: WorkerDependencies,
): Promise<DeliveryEnd> {
  const { delivery, invocation, keys, message, retry } = work;
  const { store, clock, random } = dependencies;
  if (isPast(message.until, clock.now())) return 'acknowledge';
  if ((await retryTransient(() => store.get(keys.stop), retry)) !== undefined) {
    return cancel(work, dependencies);
  }
  const end = await claimChunk(
    { keys, chunk: message.chunk, delivery, ends: invocation.deadline, retry },
    dependencies,
  );
  switch (end.kind) {
    case 'claimed':
      return attemptChunk(work, end.attempt, lease, dependencies);
    case 'finished':
      return 'acknowledge';
    case 'zombie':
      return 'give-back';
    case 'busy': {
      await lease.release();
      const waitSeconds = Math.min(Math.ceil(end.waitMs / 1000), LONGEST_WAIT_SECONDS);
      await putAside(delivery, waitSeconds + Math.round(5 * random()), dependencies);
      return 'give-back';
    }
  }
}

/** The run was stopped before this delivery began: what earlier attempts gained counts, the rest is cancelled. */
async function cancel(work: ChunkWork, dependencies: WorkerDependencies): Promise<DeliveryEnd> {
  const { keys, message, retry } = work;
  const before = await readAttempts(dependencies.store, keys, message.chunk, retry);
  const state = createChunkState(message, before);
  state.settleOpen(CANCELLED);
  await writeResult(work, state, { attempt: 0, losses: before.losses }, dependencies);
  return 'acknowledge';
}

async function attemptChunk(
  work: ChunkWork,
  attempt: Attempt,
  lease: Lease,
  dependencies: WorkerDependencies,
): Promise<DeliveryEnd> {
  const state = createChunkState(work.message, attempt.before);
  const claimed = { ...work, attempt, state, inputs: await readInputs(work, dependencies) };
  await gainOutcomes(claimed, dependencies);
  await dependencies.executor.quiet();
  if (work.interruption.reason === 'stopped') state.settleOpen(CANCELLED);
  if (state.open().length > 0) return giveBack(claimed, lease, dependencies);
  await writeResult(work, state, { attempt: attempt.number, losses: attempt.losses }, dependencies);
  return 'acknowledge';
}

async function gainOutcomes(work: ClaimedWork, dependencies: WorkerDependencies): Promise<void> {
  const { state, attempt, inputs, message } = work;
  if (attempt.losses >= MOST_LOSSES) return state.settleOpen(workerLost(attempt.losses));
  if (inputs.length !== message.count) return state.settleOpen(inputCorrupt(inputs.length, message.count));
  await runTasks(work, dependencies);
}

async function readInputs(
  { keys, message, retry }: ChunkWork,
  { store }: WorkerDependencies,
): Promise<readonly Uint8Array[]> {
  const { from, to } = message;
  const bytes = await retryTransient(() => store.get(keys.inputs, { from, to }), retry);
  return splitLines(bytes ?? new Uint8Array());
}

async function giveBack(
  work: ClaimedWork,
  lease: Lease,
  dependencies: WorkerDependencies,
): Promise<DeliveryEnd> {
  const { reason = 'deadline' } = work.interruption;
  await writeGiveBack(work, reason === 'stopped' ? 'again' : reason, dependencies);
  await lease.release();
  await putAside(work.delivery, Math.round(5 * dependencies.random()), dependencies);
  return 'give-back';
}

/** Lets the message come back after so many seconds. When SQS does not answer, it comes back with its lease. */
async function putAside(
  delivery: Delivery,
  seconds: number,
  { queue, log }: WorkerDependencies,
): Promise<void> {
  try {
    await queue.changeVisibility(delivery, seconds);
  } catch (error) {
    log({ event: 'not-put-aside', messageId: delivery.messageId, error: String(error) });
  }
}

const CANCELLED = { name: 'Cancelled', message: 'the run was stopped before this task ended' };

function workerLost(losses: number): { name: string; message: string } {
  return {
    name: 'WorkerLost',
    message: `its chunk was given up after ${losses} workers died on it; whether this task is to blame is not known`,
  };
}

function inputCorrupt(found: number, expected: number): { name: string; message: string } {
  return {
    name: 'InputCorrupt',
    message: `inputs.jsonl holds ${found} lines where ${expected} were submitted; submit the run again`,
  };
}
