import type { Clock } from '../../../functions/runtime/protocol/ports.ts';
import type { ChangeSetState } from '../../aws/cloudformation.ts';
import { type CallBudget, createTokenBucket } from '../apply/token-bucket.ts';

/** Waits for change sets that are computed at the same time. */
export interface ChangeSetWatch {
  /** Looks until a change set is computed; `undefined` when aborted meanwhile. */
  settle(look: () => Promise<ChangeSetState>): Promise<ChangeSetState | undefined>;
}

/** Looks at change sets, for all stacks together. */
const BUDGET: CallBudget = { perSecond: 20, burst: 20 };

/**
 * One change set is looked at often, in the name of all: when it is computed, those made with it are as a rule, and
 * each of them is looked at at once. So the looks do not grow with their number, and little is lost at the end.
 */
export function createChangeSetWatch({
  clock,
  signal,
}: {
  readonly clock: Clock;
  readonly signal: AbortSignal;
}): ChangeSetWatch {
  const bucket = createTokenBucket(clock, BUDGET);
  let scouted = false;
  /** Aborts when a change set has been computed, or is not waited for any more. */
  let news = new AbortController();
  const rest = async (elapsed: number) => {
    if (scouted) return clock.sleep(PATIENCE * pause(elapsed), AbortSignal.any([signal, news.signal]));
    scouted = true;
    await clock.sleep(pause(elapsed), signal);
    scouted = false;
  };
  return {
    settle: async look => {
      const began = clock.now();
      try {
        for (;;) {
          await bucket.take(signal);
          const state = await look();
          if (state.status === 'CREATE_COMPLETE' || state.status === 'FAILED') return state;
          await rest(clock.now() - began);
          if (signal.aborted) return undefined;
        }
      } finally {
        news.abort();
        news = new AbortController();
      }
    },
  };
}

/** How much less often the others are looked at. */
const PATIENCE = 5;

/** Milliseconds to the next look: a twentieth of what it has taken so far. */
function pause(elapsed: number): number {
  return Math.min(1_000, Math.max(100, elapsed / 20));
}
