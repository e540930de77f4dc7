import type { SimFaults } from '../support/sim-faults.ts';
import type { History } from '../support/sim-history.ts';
import { runOf, untilOf } from './invariants.ts';

/** Counts what the schedule brought about by itself, so that a simulation without it is noticed. */
export function noteCoincidences(history: History, faults: SimFaults): void {
  for (const { chunk, localTime } of history.of('acknowledged')) {
    if (localTime > untilOf(history, runOf(chunk))) faults.note('run: its last moment passes');
  }
  if (hasTwoAttemptsAtOnce(history)) faults.note('worker: two attempts at once');
}

/** True when a chunk was claimed while the worker of the claim before it was still busy with it. */
function hasTwoAttemptsAtOnce(history: History): boolean {
  const claims = history.writes('claim');
  return claims.some(({ place, at }) => {
    const before = claims.find(
      other => other.place.chunk === place.chunk && other.place.attempt === place.attempt - 1,
    );
    const ends = [...history.of('gave-back'), ...history.of('acknowledged')];
    return ends.some(
      end => end.at > at && end.by.name === before?.by.name && end.by.delivery === before.by.delivery,
    );
  });
}
