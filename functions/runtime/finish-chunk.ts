import type { ChunkState } from './chunk-state.ts';
import type { ChunkWork, ClaimedWork } from './chunk-work.ts';
import { encodeGiveBack, type GiveBackReason } from './protocol/claim.ts';
import { putOnce } from './protocol/conditional-put.ts';
import { encodeResult } from './protocol/result.ts';
import type { WorkerDependencies } from './worker-dependencies.ts';

/** The attempt that a result is written under. */
export interface Author {
  /** 0 = no claim. */
  readonly attempt: number;
  readonly losses: number;
}

/** Writes the chunk's result, or finds that somebody else has: the first one wins, and both end the chunk. */
export async function writeResult(
  { keys, run, message, startedAt, retry }: ChunkWork,
  state: ChunkState,
  author: Author,
  { store, clock, identity, newToken, vitals }: WorkerDependencies,
): Promise<void> {
  const outcomes = state.outcomes();
  const token = newToken();
  const header = {
    token,
    run: run.run,
    chunk: message.chunk,
    first: message.first,
    count: message.count,
    failed: outcomes.filter(({ ok }) => !ok).length,
    by: 'worker',
    ...author,
    ...identity,
    startedAt,
    endedAt: clock.now(),
    ...(vitals?.() ?? { memoryMb: 0, cold: false }),
  } as const;
  const body = encodeResult(header, outcomes);
  await putOnce(store, { key: keys.result(message.chunk), body, token }, retry);
}

/** Hands on what the attempt gained: the next one begins with it. */
export async function writeGiveBack(
  { keys, message, attempt, state, retry }: ClaimedWork,
  reason: GiveBackReason,
  { store, clock }: WorkerDependencies,
): Promise<void> {
  const { number, token } = attempt;
  const body = encodeGiveBack({ token, attempt: number, reason, at: clock.now(), ...state.gained() });
  await putOnce(store, { key: keys.end(message.chunk, number), body, token }, retry);
}
