import type { Clock } from '../../functions/runtime/protocol/ports.ts';

/** A clock that stands still until everybody waits, then jumps to the next wake-up. */
export interface VirtualClock extends Clock {
  /** Runs a job to its end in virtual time. */
  run<Result>(job: () => Promise<Result>): Promise<Result>;
}

export function createVirtualClock(start = 1_700_000_000_000): VirtualClock {
  let now = start;
  const sleepers = new Set<{ readonly at: number; readonly wake: () => void }>();
  const wakeNext = () => {
    const next = [...sleepers].sort((a, b) => a.at - b.at)[0];
    if (next === undefined) throw new Error('Everything waits, and nothing will ever wake it.');
    sleepers.delete(next);
    now = Math.max(now, next.at);
    next.wake();
  };
  return {
    now: () => now,
    sleep: (ms, signal) =>
      new Promise(resolve => {
        if (signal?.aborted) return resolve();
        const sleeper = { at: now + Math.max(0, ms), wake: resolve };
        sleepers.add(sleeper);
        const abort = () => {
          sleepers.delete(sleeper);
          resolve();
        };
        signal?.addEventListener('abort', abort, { once: true });
      }),
    run: async job => {
      let settled = false;
      const end = () => {
        settled = true;
      };
      const result = job();
      result.then(end, end);
      for (;;) {
        // All that can go on without time passing goes on first.
        for (let turns = 0; turns < 3; turns += 1) await new Promise(resolve => setImmediate(resolve));
        if (settled) return result;
        wakeNext();
      }
    },
  };
}
