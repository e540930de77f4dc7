import type { ChunkProgress } from './chunk-progress.ts';
import { type Job, showAgain } from './job.ts';
import { encodeGiveBack, type GiveBackReason } from './protocol/claim.ts';
import { putOnce } from './protocol/conditional-put.ts';
import { encodeResult } from './protocol/result.ts';
import type { DeliveryEnd } from './worker-dependencies.ts';

/** An attempt, or the writing of a stopped chunk's result without one (`attempt` 0). */
export interface Attempt {
  readonly job: Job;
  readonly attempt: number;
  readonly losses: number;
  readonly progress: ChunkProgress;
}

const JITTER_SECONDS = 5;

/**
 * Writes the result, and only then acknowledges. Whether this writer was first or another does not matter: the chunk has
 * one.
 */
export async function writeResult({ job, attempt, losses, progress }: Attempt): Promise<DeliveryEnd> {
  const { deps, keys, message, token, startedAt, retry } = job;
  const { run, chunk, first, count } = message;
  const { outcomes } = progress;
  const header = {
    token,
    run,
    chunk,
    first,
    count,
    failed: outcomes.filter(({ ok }) => !ok).length,
    by: 'worker' as const,
    attempt,
    losses,
    ...deps.identity,
    startedAt: Math.round(startedAt),
    endedAt: Math.round(deps.clock.now()),
    ...(deps.vitals?.() ?? { memoryMb: 0, cold: false }),
  };
  const end = await putOnce(
    deps.store,
    { key: keys.result(chunk), body: encodeResult(header, outcomes), token },
    retry,
  );
  deps.log({ event: end === 'created' ? 'result' : 'result-of-another', run, chunk, attempt, losses });
  return 'acknowledge';
}

/** Gives the chunk back with what was gained, so that the next attempt does not repeat it. */
export async function giveBack(
  { job, attempt, progress }: Attempt,
  reason: GiveBackReason,
): Promise<DeliveryEnd> {
  const { deps, keys, message, token, retry } = job;
  const { gained, tries } = progress;
  const at = Math.round(deps.clock.now());
  const body = encodeGiveBack({ token, attempt, reason, at, outcomes: gained, tries });
  await putOnce(deps.store, { key: keys.end(message.chunk, attempt), body, token }, retry);
  deps.log({ event: 'give-back', run: message.run, chunk: message.chunk, attempt, reason });
  await showAgain(job, jitterSeconds(job));
  return 'give-back';
}

/** A few seconds, so that chunks that were given back together do not come back together. */
export function jitterSeconds({ deps }: Job): number {
  return deps.random() * JITTER_SECONDS;
}
