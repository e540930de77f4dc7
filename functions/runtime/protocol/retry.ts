import { type Clock, StoreError } from './ports.ts';

export interface RetryOptions {
  readonly clock: Clock;
  /** 0 ≤ x < 1. */
  readonly random: () => number;
  /** Ends the waiting; the last failure is thrown. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds since the epoch: no try begins after it. Default: for ever. */
  readonly giveUpAt?: number | undefined;
  /** Told of every failure that is followed by another try. */
  readonly onFailure?: ((error: unknown) => void) | undefined;
}

/**
 * Asks the store or the queue until it answers. Only a transient `StoreError` is worth another try; anything else is
 * thrown at once.
 */
export async function retryTransient<Answer>(
  ask: () => Promise<Answer>,
  { clock, random, signal, giveUpAt = Number.POSITIVE_INFINITY, onFailure }: RetryOptions,
): Promise<Answer> {
  for (let failures = 1; ; failures++) {
    try {
      return await ask();
    } catch (error) {
      if (!isTransient(error)) throw error;
      const wait = backoffMs(failures, random);
      if (signal?.aborted || clock.now() + wait > giveUpAt) throw error;
      onFailure?.(error);
      await clock.sleep(wait, signal);
      if (signal?.aborted) throw error;
    }
  }
}

export function isTransient(error: unknown): boolean {
  return error instanceof StoreError && error.transient;
}

/**
 * Milliseconds to wait after the n-th failure: exponential with full jitter, so that many who failed together do not
 * come back together.
 */
export function backoffMs(
  failures: number,
  random: () => number,
  { baseMs = 100, capMs = 5_000 }: { readonly baseMs?: number; readonly capMs?: number } = {},
): number {
  return Math.ceil(random() * Math.min(capMs, baseMs * 2 ** Math.min(failures, 30)));
}
