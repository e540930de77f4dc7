import type { Interruption } from './interruption.ts';
import type { Delivery } from './protocol/ports.ts';
import { isTransient, type RetryOptions, retryTransient } from './protocol/retry.ts';
import type { WorkerDependencies } from './worker-dependencies.ts';

/** SQS ends every visibility time-out 12 hours after the receive: an hour before it the chunk is given back. */
const LONGEST_HOLD_MS = 11 * 3_600_000;

/** A message that is kept invisible by beats, until it is released. */
export interface Lease {
  /** Ends the beats. Resolves when the last one is over. */
  release(): Promise<void>;
}

export interface LeaseOptions {
  readonly delivery: Delivery;
  readonly seconds: number;
  readonly stopKey: string;
  readonly interruption: Interruption;
}

/**
 * Makes the message invisible for the lease and beats every quarter of it. `undefined`: the delivery is no longer ours.
 * A beat that SQS refuses, and a hold of 11 hours, interrupt the work; so does the run's `stop` object.
 */
export async function takeLease(
  options: LeaseOptions,
  dependencies: WorkerDependencies,
): Promise<Lease | undefined> {
  const retry = beatRetry(options, dependencies);
  if (!(await extend(options, dependencies, retry))) return undefined;
  const released = new AbortController();
  const beats = beat(options, dependencies, released.signal);
  return {
    release: () => {
      released.abort();
      return beats;
    },
  };
}

async function beat(
  options: LeaseOptions,
  dependencies: WorkerDependencies,
  released: AbortSignal,
): Promise<void> {
  const { clock } = dependencies;
  const heldUntil = clock.now() + LONGEST_HOLD_MS;
  for (;;) {
    await clock.sleep(intervalMs(options), released);
    if (released.aborted) return;
    if (clock.now() >= heldUntil) options.interruption.interrupt('deadline');
    const retry = { ...beatRetry(options, dependencies), signal: released };
    if (!(await extend(options, dependencies, retry))) return options.interruption.interrupt('again');
    if (await isStopped(options.stopKey, dependencies, retry)) options.interruption.interrupt('stopped');
  }
}

/** False: SQS says that the receipt is no longer valid. A beat that gets no answer is made again at the next interval. */
async function extend(
  { delivery, seconds }: LeaseOptions,
  { queue }: WorkerDependencies,
  retry: RetryOptions,
): Promise<boolean> {
  try {
    await retryTransient(() => queue.changeVisibility(delivery, seconds), retry);
    return true;
  } catch (error) {
    return isTransient(error);
  }
}

async function isStopped(key: string, { store }: WorkerDependencies, retry: RetryOptions): Promise<boolean> {
  try {
    return (await retryTransient(() => store.get(key), retry)) !== undefined;
  } catch {
    return false; // asked again at the next beat
  }
}

function intervalMs({ seconds }: LeaseOptions): number {
  return (seconds * 1000) / 4;
}

function beatRetry(options: LeaseOptions, { clock, random }: WorkerDependencies): RetryOptions {
  return { clock, random, giveUpAt: clock.now() + intervalMs(options) };
}
