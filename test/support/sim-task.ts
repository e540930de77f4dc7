import type { Json } from '../../functions/runtime/protocol/json.ts';
import type { SimRandom } from './sim-random.ts';

/** What a simulated task does once it runs. */
export type Behaviour =
  /** Returns, soon. */
  | 'returns'
  /** Returns more than 32 KiB. */
  | 'returns much'
  /** Throws on its first start. */
  | 'throws once'
  | 'throws'
  /** Throws, and another start would not help. */
  | 'throws for good'
  /** Never ends by itself. */
  | 'hangs'
  /** Takes its thread down, whenever it runs. */
  | 'kills its thread'
  /** Takes the whole process down, whenever it runs. */
  | 'kills its process';

/** An input line of the simulation. */
export interface SimTask {
  readonly n: number;
  readonly does: Behaviour;
  /** How long it takes, in milliseconds. */
  readonly ms: number;
}

const COMMON: readonly Behaviour[] = [...Array<Behaviour>(5).fill('returns'), 'returns much', 'throws once'];
const UNRULY: readonly Behaviour[] = [...COMMON, 'throws', 'throws for good', 'hangs', 'kills its thread'];
const POISONOUS: readonly Behaviour[] = ['returns', 'kills its thread'];
const DEADLY: readonly Behaviour[] = [...Array<Behaviour>(12).fill('returns'), 'kills its process'];

/** Makes up the tasks of one run. */
export function createTasks(random: SimRandom): SimTask[] {
  const behaviours = random.pick([COMMON, COMMON, COMMON, UNRULY, UNRULY, UNRULY, POISONOUS, DEADLY]);
  const longest = random.pick([200, 2_000, 3_500]);
  // Long ones all alike: a chunk of them does not fit into one invocation.
  const shortest = random.chance(0.3) ? longest / 2 : 1;
  return Array.from({ length: random.integer(1, 24) }, (_, n) => ({
    n,
    does: random.pick(behaviours),
    ms: random.skewed(shortest, longest),
  }));
}

/** Makes up one task by itself. */
export function createLooseTask(random: SimRandom): SimTask {
  return { n: random.integer(0, 99), does: random.pick([...UNRULY, ...DEADLY]), ms: random.skewed(1, 3_500) };
}

/** The value that a task returns. It depends on its input alone. */
export function returnOf({ n, does }: SimTask): Json {
  return does === 'returns much' ? { n, square: n * n, much: 'x'.repeat(33 * 1024) } : { n, square: n * n };
}

/** The name of the error that a task ends with: `undefined` for one that returns. */
export function errorOf({ does }: SimTask): string | undefined {
  if (does === 'throws' || does === 'throws for good') return 'Thrown';
  if (does === 'hangs') return 'TaskTimeout';
  if (does === 'kills its process') return 'WorkerLost';
  return does === 'kills its thread' ? 'TaskCrashed' : undefined;
}
