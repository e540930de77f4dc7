import type { TaskDescription } from '../../functions/runtime/protocol/describe.ts';
import type { SimRandom } from '../support/sim-random.ts';
import { createTasks, type SimTask } from '../support/sim-task.ts';

/** What a seed makes of a run, besides the faults. */
export interface Scenario {
  readonly kind: ScenarioKind;
  readonly tasks: readonly SimTask[];
  readonly description: TaskDescription;
  /** C: functions at once. */
  readonly workers: number;
  readonly fleet: Fleet;
  readonly chunkSize: number | undefined;
  readonly leaseSeconds: number;
  readonly functionTimeoutSeconds: number;
  readonly lifetimeSeconds: number;
  readonly ordered: boolean;
  /** Milliseconds: how wrong the workers' clocks may be. */
  readonly skewMs: number;
  /** From this moment of the run on, in milliseconds, nothing new goes wrong. */
  readonly quietAfterMs: number;
  readonly refusedChunk: number | undefined;
}

/** Containers beside the functions, or instead of them. */
export interface Fleet {
  readonly containers: number;
  /** Of each container. */
  readonly slots: number;
}

export type ScenarioKind =
  /** Everything heals in the end: the run has to complete. */
  | 'completes'
  /** The run's last moment comes early: only the promises of what does not happen are left. */
  | 'expires'
  /** SQS never accepts one of the messages: the client has to stop the run. */
  | 'is refused';

/** The pool's stack name. */
export const POOL = 'sim-pool';

const DAY_SECONDS = 86_400;

/** `aim`: the point of their work where processes of this seed die again and again. The scenario leads there. */
export function createScenario(random: SimRandom, aim = ''): Scenario {
  const kind = kindFor(random, aim);
  const timeoutSeconds = random.pick([4, 8]);
  const fleet = fleetFor(random, aim);
  return {
    kind,
    tasks: createTasks(random),
    description: {
      kind: 'io',
      concurrency: random.pick([1, 2, 4]),
      timeoutSeconds,
      tries: random.pick([2, 3]),
    },
    // Where there are containers, every other pool has no functions.
    workers: random.pick(fleet.containers === 0 ? [1, 2, 4] : [0, 0, 1, 2]),
    fleet,
    chunkSize: random.pick([undefined, 1, 3, 8]),
    leaseSeconds: random.pick([4, 12, 40]),
    functionTimeoutSeconds: 2 * timeoutSeconds + random.pick([6, 30]),
    lifetimeSeconds: lifetimeOf(kind, random),
    ordered: random.chance(0.7),
    skewMs: random.pick([0, 0, 1500]),
    quietAfterMs: random.integer(5, 240) * 1000,
    refusedChunk: kind === 'is refused' ? random.integer(0, 2) : undefined,
    ...(aim.includes('give-back') ? CHUNKS_TOO_LONG : {}),
  };
}

/** Chunks that no invocation finishes: they are given back, and leases are short, so that clients look at the claims. */
const CHUNKS_TOO_LONG = {
  tasks: Array.from({ length: 16 }, (_, n) => ({ n, does: 'returns', ms: 3_000 }) as const),
  description: { kind: 'io', concurrency: 1, timeoutSeconds: 4, tries: 2 },
  workers: 2,
  fleet: { containers: 0, slots: 1 },
  chunkSize: 8,
  leaseSeconds: 4,
  functionTimeoutSeconds: 16,
} as const;

function fleetFor(random: SimRandom, aim: string): Fleet {
  const most = POLLING_POINTS.test(aim) ? [1, 2] : [0, 0, 0, 1, 2];
  return { containers: random.pick(most), slots: random.pick([1, 2, 3]) };
}

/** Points that only a worker comes to that takes its messages itself. */
const POLLING_POINTS = /receive messages|delete message|put back/;

function kindFor(random: SimRandom, aim: string): ScenarioKind {
  const kind = random.pick<ScenarioKind>([...Array(8).fill('completes'), 'expires', 'is refused']);
  return /client: (put|get) stop/.test(aim) ? 'is refused' : kind;
}

function lifetimeOf(kind: ScenarioKind, random: SimRandom): number {
  if (kind === 'expires') return random.pick([1, random.integer(2, 20), random.integer(20, 90)]);
  return kind === 'is refused' ? 300 : DAY_SECONDS;
}
