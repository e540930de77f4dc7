import { openChunkJob } from './chunk-job.ts';
import { ChunkProgress } from './chunk-progress.ts';
import { type ClaimEnd, claimChunk } from './claim-chunk.ts';
import { EarlyQuestions } from './early-questions.ts';
import { type Attempt, giveBack, jitterSeconds, writeResult } from './end-attempt.ts';
import { type Job, type JobSource, showAgain } from './job.ts';
import { haltReason, takeLease } from './lease.ts';
import { openLooseJob } from './loose-job.ts';
import { MOST_LOSSES, readAttempts } from './protocol/attempts.ts';
import type { LooseMessage } from './protocol/loose.ts';
import { type ChunkMessage, isPast, readMessage } from './protocol/message.ts';
import type { Delivery } from './protocol/ports.ts';
import { runTasks } from './run-tasks.ts';
import type { DeliveryEnd, Invocation, WorkerDependencies } from './worker-dependencies.ts';

const REJECTED_SECONDS = 5;
const OTHER_VERSION_SECONDS = 30;

/**
 * Works on one delivery of one message, from reading it to its end. It may be cut off at every `await`: what counts is in
 * the ledger before the message goes. Never rejects.
 */
export async function processDelivery(
  delivery: Delivery,
  invocation: Invocation,
  deps: WorkerDependencies,
): Promise<DeliveryEnd> {
  const read = readMessage(delivery);
  try {
    if (read.kind === 'chunk') return await processChunk(delivery, read.message, invocation, deps);
    if (read.kind === 'loose') {
      return await processLooseTask(delivery, read.message, invocation, deps);
    }
  } catch (error) {
    const cause = error instanceof Error ? error.stack : String(error);
    deps.log({ event: 'failed', messageId: delivery.messageId, error: cause });
    return 'give-back';
  }
  // After some rounds the queue puts it among its dead letters.
  deps.log({ event: 'rejected', messageId: delivery.messageId, body: delivery.body.slice(0, 300), ...read });
  const seconds = read.kind === 'unknown-version' ? OTHER_VERSION_SECONDS : REJECTED_SECONDS;
  await showAgain({ delivery, deps }, seconds);
  return 'give-back';
}

/** Works on one delivery of a loose task. Rejects when the ledger refuses it; whatever began is in the ledger. */
export async function processLooseTask(
  delivery: Delivery,
  message: LooseMessage,
  invocation: Invocation,
  deps: WorkerDependencies,
): Promise<DeliveryEnd> {
  return processJob(await openLooseJob(delivery, message, invocation, deps));
}

async function processChunk(
  delivery: Delivery,
  message: ChunkMessage,
  invocation: Invocation,
  deps: WorkerDependencies,
): Promise<DeliveryEnd> {
  if (isPast(message.until, deps.clock.now())) return 'acknowledge';
  const job = await openChunkJob(delivery, message, invocation, deps);
  if (job === undefined) {
    deps.log({ event: 'no-run-record', run: message.run, chunk: message.chunk });
    await showAgain({ delivery, deps }, REJECTED_SECONDS);
    return 'give-back';
  }
  return processJob(job);
}

/** Steps 2 to 10, the same for a chunk and for a loose task. */
async function processJob(job: Job): Promise<DeliveryEnd> {
  const early = new EarlyQuestions(job);
  try {
    return await underLease(job, early);
  } finally {
    await early.end();
  }
}

async function underLease(job: Job, early: EarlyQuestions): Promise<DeliveryEnd> {
  const stopped = early.ask(({ source, retry }) => source.isStopped(retry));
  const lease = await takeLease(job);
  if (lease === undefined) return 'give-back';
  try {
    if (await stopped) return await writeStopped(job);
    const inputs = early.ask(({ source, retry }) => source.readInputs(retry));
    return await afterClaim(job, await claimChunk(job), { inputs, halt: lease.halt });
  } finally {
    await lease.end();
    await job.deps.executor.quiet();
  }
}

interface Work {
  readonly inputs: ReturnType<JobSource['readInputs']>;
  readonly halt: AbortSignal;
}

async function afterClaim(job: Job, claim: ClaimEnd, chunk: Work): Promise<DeliveryEnd> {
  switch (claim.kind) {
    case 'finished':
      return 'acknowledge';
    case 'zombie':
      return 'give-back';
    case 'busy':
      await showAgain(job, claim.seconds + jitterSeconds(job));
      return 'give-back';
    case 'claimed': {
      const progress = new ChunkProgress(job.message, claim.history);
      return work({ job, attempt: claim.attempt, losses: claim.losses, progress }, chunk);
    }
  }
}

/** Steps 6 to 10: whatever goes wrong in them, the outcomes gained so far are handed on. */
async function work(attempt: Attempt, chunk: Work): Promise<DeliveryEnd> {
  const { job, progress } = attempt;
  try {
    await gainOutcomes(attempt, chunk);
    const reason = haltReason(chunk.halt);
    if (reason === 'stopped') progress.fail(CANCELLED);
    if (progress.open.length === 0) return await writeResult(attempt);
    return await giveBack(
      attempt,
      reason === 'signal' ? 'signal' : reason === 'lease' ? 'again' : 'deadline',
    );
  } catch (error) {
    job.deps.log({
      event: 'attempt-failed',
      run: job.message.run,
      chunk: job.message.chunk,
      error: String(error),
    });
    return giveBack(attempt, 'again');
  }
}

async function gainOutcomes({ job, attempt, losses, progress }: Attempt, chunk: Work): Promise<void> {
  if (losses >= MOST_LOSSES) return progress.fail(workerLost(losses));
  const inputs = await chunk.inputs;
  if ('failure' in inputs) return progress.fail(inputs.failure);
  const description = await describe(job);
  if ('failure' in description) return progress.fail(description.failure);
  const concurrency = Math.min(job.record.concurrency, description.concurrency);
  await runTasks({ job, attempt, progress, inputs, concurrency, halt: chunk.halt });
}

/** Code that cannot be loaded fails every task by name: no other attempt would do better. */
async function describe({ deps }: Job) {
  try {
    return await deps.executor.describe();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { failure: { name: 'FunctionNotLoaded', message } };
  }
}

/** A run that was stopped before this delivery: its tasks end without a claim, because none runs. */
async function writeStopped(job: Job): Promise<DeliveryEnd> {
  const history = await readAttempts(job.deps.store, job.keys, job.message.chunk, job.retry);
  const progress = new ChunkProgress(job.message, history);
  progress.fail(CANCELLED);
  return writeResult({ job, attempt: history.last?.attempt ?? 0, losses: history.losses, progress });
}

const CANCELLED = { name: 'Cancelled', message: 'the run was stopped before this task ended' };

function workerLost(losses: number) {
  const message = `its worker was lost ${losses} times while this task or one beside it ran (not isolated)`;
  return { name: 'WorkerLost', message };
}
