import { type AttemptHistory, NO_ATTEMPTS, readAttempts } from './protocol/attempts.ts';
import { type Claim, encodeClaim } from './protocol/claim.ts';
import { putOnce } from './protocol/conditional-put.ts';
import type { RunKeys } from './protocol/keys.ts';
import type { Delivery } from './protocol/ports.ts';
import { type RetryOptions, retryTransient } from './protocol/retry.ts';
import type { WorkerDependencies } from './worker-dependencies.ts';

/** An attempt that this delivery owns. */
export interface Attempt {
  readonly number: number;
  readonly token: string;
  /** Attempts before it that ended without an outcome. */
  readonly losses: number;
  /** What the attempts before it gained. */
  readonly before: AttemptHistory;
}

/** What came of trying to claim a chunk. */
export type ClaimEnd =
  | { readonly kind: 'claimed'; readonly attempt: Attempt }
  /** Its result exists. */
  | { readonly kind: 'finished' }
  /** A later delivery of the same message has the chunk: this one must touch nothing. */
  | { readonly kind: 'zombie' }
  /** Another message's attempt may still be alive for so long. */
  | { readonly kind: 'busy'; readonly waitMs: number };

export interface ClaimRequest {
  readonly keys: RunKeys;
  readonly chunk: number;
  readonly delivery: Delivery;
  /** Milliseconds since the epoch: this process is surely gone after it. */
  readonly ends: number;
  readonly retry: RetryOptions;
}

/**
 * Claims the next attempt of a chunk. The first claim is one write; only a chunk that was begun before costs a look at
 * its history.
 */
export async function claimChunk(request: ClaimRequest, dependencies: WorkerDependencies): Promise<ClaimEnd> {
  const first = await claim(request, dependencies, { number: 1, losses: 0, before: NO_ATTEMPTS });
  if (first !== undefined) return { kind: 'claimed', attempt: first };
  for (;;) {
    const end = await claimNext(request, dependencies);
    if (end !== undefined) return end;
  }
}

/** `undefined`: somebody else was faster, look again. */
async function claimNext(
  { keys, chunk, ...request }: ClaimRequest,
  dependencies: WorkerDependencies,
): Promise<ClaimEnd | undefined> {
  const { store } = dependencies;
  const resultKey = keys.result(chunk);
  const result = await retryTransient(() => store.get(resultKey, { from: 0, to: 1 }), request.retry);
  if (result !== undefined) return { kind: 'finished' };
  const before = await readAttempts(store, keys, chunk, request.retry);
  const { last } = before;
  if (last === undefined) return undefined;
  const fate = fateOf(before, last, request.delivery);
  if (fate === 'alive') return { kind: 'busy', waitMs: Math.max(0, last.ends - before.at) };
  if (fate === 'zombie') return { kind: 'zombie' };
  const losses = before.losses + (fate === 'lost' ? 1 : 0);
  const number = last.attempt + 1;
  const attempt = await claim({ keys, chunk, ...request }, dependencies, { number, losses, before });
  return attempt && { kind: 'claimed', attempt };
}

/**
 * What became of the last attempt. SQS hands a message out again only when its visibility ran out, so a later receive of
 * the same message proves the earlier one lost; of another message's attempt only its hard end does.
 */
function fateOf(
  { ended, at }: AttemptHistory,
  last: Claim,
  { messageId, receiveCount }: Delivery,
): 'ended' | 'lost' | 'zombie' | 'alive' {
  if (ended) return 'ended';
  if (last.messageId === messageId) return receiveCount > last.receive ? 'lost' : 'zombie';
  return at > last.ends ? 'lost' : 'alive';
}

async function claim(
  { keys, chunk, delivery, ends, retry }: ClaimRequest,
  { store, clock, identity, newToken }: WorkerDependencies,
  next: Omit<Attempt, 'token'>,
): Promise<Attempt | undefined> {
  const token = newToken();
  const body = encodeClaim({
    token,
    attempt: next.number,
    messageId: delivery.messageId,
    receive: delivery.receiveCount,
    worker: identity.worker,
    code: identity.code,
    mode: 'normal',
    at: clock.now(),
    ends,
  });
  const end = await putOnce(store, { key: keys.claim(chunk, next.number), body, token }, retry);
  return end === 'created' ? { ...next, token } : undefined;
}
