import { hasResult, type Job } from './job.ts';
import { type AttemptHistory, NO_ATTEMPTS, readAttempts } from './protocol/attempts.ts';
import { encodeClaim } from './protocol/claim.ts';
import { putOnce } from './protocol/conditional-put.ts';
import type { Delivery } from './protocol/ports.ts';

/** What came of asking for a chunk. */
export type ClaimEnd =
  /** It is this worker's. `losses` includes the attempt that it takes over from, if that one is lost. */
  | {
      readonly kind: 'claimed';
      readonly attempt: number;
      readonly losses: number;
      readonly history: AttemptHistory;
    }
  | { readonly kind: 'finished' }
  /** A later delivery of the same message is at work: this one must touch nothing. */
  | { readonly kind: 'zombie' }
  /** Another message's worker is at work for at most so long. */
  | { readonly kind: 'busy'; readonly seconds: number };

const LONGEST_WAIT_SECONDS = 900;

/** Claims a chunk: no task runs without. Claims are dense, immutable, and have one owner each. */
export async function claimChunk(job: Job): Promise<ClaimEnd> {
  if (await putClaim(job, 1)) return { kind: 'claimed', attempt: 1, losses: 0, history: NO_ATTEMPTS };
  for (;;) {
    if (await hasResult(job)) return { kind: 'finished' };
    const history = await readAttempts(job.deps.store, job.keys, job.message.chunk, job.retry);
    const verdict = judge(history, job.delivery);
    if (verdict.kind !== 'free') return verdict;
    const attempt = (history.last?.attempt ?? 0) + 1;
    if (await putClaim(job, attempt)) {
      return { kind: 'claimed', attempt, losses: history.losses + verdict.lost, history };
    }
  }
}

type Verdict =
  | { readonly kind: 'free'; readonly lost: 0 | 1 }
  | Extract<ClaimEnd, { readonly kind: 'zombie' | 'busy' }>;

/** Judges whether the last attempt still works on the chunk. Receive counts order the deliveries of one message only. */
export function judge({ last, ended, at }: AttemptHistory, delivery: Delivery): Verdict {
  if (last === undefined || ended) return { kind: 'free', lost: 0 };
  if (last.messageId === delivery.messageId) {
    return delivery.receiveCount > last.receive ? { kind: 'free', lost: 1 } : { kind: 'zombie' };
  }
  if (at > last.ends) return { kind: 'free', lost: 1 };
  return { kind: 'busy', seconds: Math.min((last.ends - at) / 1000, LONGEST_WAIT_SECONDS) };
}

async function putClaim(
  { deps, delivery, invocation, keys, message, token, retry }: Job,
  attempt: number,
): Promise<boolean> {
  const body = encodeClaim({
    token,
    attempt,
    messageId: delivery.messageId,
    receive: delivery.receiveCount,
    worker: deps.identity.worker,
    code: deps.identity.code,
    mode: 'normal',
    at: deps.clock.now(),
    ends: Math.round(invocation.deadline),
  });
  const put = { key: keys.claim(message.chunk, attempt), body, token };
  return (await putOnce(deps.store, put, retry)) === 'created';
}
