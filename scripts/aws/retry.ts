import type { CloudFormationClientConfig } from '@aws-sdk/client-cloudformation';

type RetryStrategy = Extract<
  NonNullable<CloudFormationClientConfig['retryStrategy']>,
  { acquireInitialRetryToken: unknown }
>;
type RetryToken = Awaited<ReturnType<RetryStrategy['acquireInitialRetryToken']>>;

/** Milliseconds before the second try, twice as many before each further one. The SDK's own waits 1 s for a throttled call. */
const PAUSE = { THROTTLING: 100, TRANSIENT: 50, SERVER_ERROR: 50 } as const;
const LONGEST_PAUSE = 10_000;

/**
 * Tries a call again that was throttled, lost or refused with a 5xx: soon at first, because most throttled calls go
 * through the next time, then ever more slowly. Unlike the SDK's own it has no quota that a busy account can use up.
 */
export function trying(attempts: number, random: () => number = Math.random): RetryStrategy {
  return {
    acquireInitialRetryToken: async () => token(0, 0),
    refreshRetryTokenForRetry: async (last, { errorType }) => {
      const tries = last.getRetryCount() + 1;
      if (tries >= attempts || errorType === 'CLIENT_ERROR') throw new Error(`tried ${tries} times`);
      const pause = Math.min(LONGEST_PAUSE, PAUSE[errorType] * 2 ** (tries - 1));
      return token(tries, pause * (0.5 + random()));
    },
    recordSuccess: () => undefined,
  };
}

function token(retries: number, delay: number): RetryToken {
  return { getRetryCount: () => retries, getRetryDelay: () => delay };
}
