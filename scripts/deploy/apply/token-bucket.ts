import type { Clock } from '../../../functions/runtime/protocol/ports.ts';

/** A budget of calls: `perSecond` in the long run, `burst` at once. */
export interface CallBudget {
  readonly perSecond: number;
  readonly burst: number;
}

/** Hands out the calls of a budget. */
export interface TokenBucket {
  /** Resolves when a call may be made, in the order of asking; at once when `signal` aborts. */
  take(signal: AbortSignal): Promise<void>;
}

export function createTokenBucket(clock: Clock, { perSecond, burst }: CallBudget): TokenBucket {
  const spacing = 1000 / perSecond;
  /** When the bucket would be full: each token taken moves it one spacing further. */
  let full = clock.now();
  return {
    take: signal => {
      full = Math.max(full, clock.now()) + spacing;
      const wait = full - clock.now() - burst * spacing;
      return wait > 0 ? clock.sleep(wait, signal) : Promise.resolve();
    },
  };
}
