import { SimClock } from './sim-clock.ts';
import { SimFaults } from './sim-faults.ts';
import { History } from './sim-history.ts';
import { SimRandom } from './sim-random.ts';

/** What all parts of one simulation share: chance, time, faults, and the record of what happened. */
export interface SimWorld {
  readonly random: SimRandom;
  readonly clock: SimClock;
  readonly faults: SimFaults;
  readonly history: History;
  /** Writes one line of a replay: set only when somebody reads it. */
  readonly trace: ((line: string) => void) | undefined;
}

/** 2026-11-22T00:00:00Z. */
export const SIM_START = 1795305600000;

/** `aim`: the point of their work where processes of this seed die again and again. */
export function createWorld(seed: number, aim: string, trace?: (line: string) => void): SimWorld {
  const random = new SimRandom(seed);
  const clock = new SimClock(SIM_START);
  return {
    random,
    clock,
    faults: new SimFaults(random, aim),
    history: new History(),
    trace: trace && stamped(clock, trace),
  };
}

function stamped(clock: SimClock, trace: (line: string) => void): (line: string) => void {
  return line => trace(`${((clock.now() - SIM_START) / 1000).toFixed(3).padStart(10)}  ${line}`);
}
