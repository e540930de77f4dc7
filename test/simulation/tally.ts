import { CONSEQUENCES, FAULTS } from '../support/sim-faults.ts';
import { type SeedResult, simulate } from './simulate.ts';
import { CRASH_POINTS } from './steps.ts';

/** What many seeds came to. */
export interface Tally {
  readonly seeds: number;
  readonly events: number;
  readonly failures: readonly SeedResult[];
  /** Injected faults per kind: every declared kind, also one that never happened. */
  readonly faults: ReadonlyMap<string, number>;
}

export interface TallyOptions {
  readonly first: number;
  readonly count: number;
  /** Ends at the first seed that is red. */
  readonly stopAtFailure?: boolean;
  /** Called after each seed. */
  readonly onSeed?: (seed: number) => void;
}

/** Every kind of fault that a run of many seeds has to inject. */
export const DECLARED_FAULTS: readonly string[] = [...Object.keys(FAULTS), ...CONSEQUENCES, ...CRASH_POINTS];

/** Runs seeds one after another, and breathes between them so that whoever waits for timers gets a turn. */
export async function simulateMany({ first, count, stopAtFailure, onSeed }: TallyOptions): Promise<Tally> {
  const faults = new Map(DECLARED_FAULTS.map(kind => [kind, 0]));
  const failures: SeedResult[] = [];
  let [seeds, events] = [0, 0];
  for (let seed = first; seed < first + count; seed++) {
    const result = await simulate(seed);
    seeds++;
    events += result.events;
    for (const [kind, times] of result.faults) faults.set(kind, (faults.get(kind) ?? 0) + times);
    if (result.violations.length > 0) failures.push(result);
    onSeed?.(seed);
    if (stopAtFailure && failures.length > 0) break;
    await new Promise(resolve => setImmediate(resolve));
  }
  return { seeds, events, failures, faults };
}

/** One line per kind of fault, most frequent first. */
export function formatFaults(faults: ReadonlyMap<string, number>): string {
  const lines = [...faults]
    .sort(([, a], [, b]) => b - a)
    .map(([kind, times]) => `${String(times).padStart(9)}  ${kind}`);
  return lines.join('\n');
}

/** What a person needs in order to look at the seeds that are red. */
export function formatFailures(failures: readonly SeedResult[]): string {
  const lines = failures
    .slice(0, 10)
    .flatMap(({ seed, kind, violations }) => [
      `seed ${seed} (${kind}): replay it with CLOUDPOOL_SEED=${seed}`,
      ...violations.slice(0, 5).map(violation => `    ${violation}`),
    ]);
  return [`${failures.length} seeds are red`, ...lines].join('\n');
}
