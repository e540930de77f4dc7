/** Measurements of one thing, in the order in which they were made. */
export type Samples = readonly number[];

/** Something to measure: answers its own figure, in whatever unit. */
export type Measure = () => Promise<number>;

export interface Rounds {
  /** How many figures each measure gets. */
  readonly rounds: number;
  readonly signal: AbortSignal;
  /** Told before each measurement. */
  readonly progress?: (text: string) => void;
}

/**
 * Measures several things by turns, so that a machine that gets slower gets slower for all of them. The first round is a
 * warm-up and does not count.
 */
export async function measureByTurns<Name extends string>(
  measures: Readonly<Record<Name, Measure>>,
  { rounds, signal, progress = () => undefined }: Rounds,
): Promise<Readonly<Record<Name, Samples>>> {
  const names = Object.keys(measures) as Name[];
  const samples = Object.fromEntries(names.map(name => [name, [] as number[]])) as Record<Name, number[]>;
  for (let round = 0; round <= rounds; round += 1) {
    for (const name of names) {
      signal.throwIfAborted();
      progress(round === 0 ? `${name}: warm-up` : `${name}: ${round} of ${rounds}`);
      const figure = await measures[name]();
      if (round > 0) samples[name].push(figure);
    }
  }
  return samples;
}

/** Seconds that some work takes. */
export async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1000;
}

/** The middle of the samples; of an even number of them the mean of the two in the middle. */
export function median(samples: Samples): number {
  if (samples.length === 0) throw new RangeError('no samples have no median');
  const sorted = samples.toSorted((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)] as number;
  const lower = sorted[Math.ceil(sorted.length / 2) - 1] as number;
  return (lower + upper) / 2;
}
