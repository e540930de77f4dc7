import { LONGEST_DELIVERY_MS } from '../../functions/runtime/container/poller.ts';
import { processDelivery } from '../../functions/runtime/worker.ts';
import type { WorkerDependencies } from '../../functions/runtime/worker-dependencies.ts';
import { SimBucket } from '../support/sim-bucket.ts';
import type { Handler, LoadHandler } from '../support/sim-environment.ts';
import { SimExecutor } from '../support/sim-executor.ts';
import type { FaultCounts } from '../support/sim-faults.ts';
import { SimFleet } from '../support/sim-fleet.ts';
import type { ChunkName } from '../support/sim-history.ts';
import { SimLambda } from '../support/sim-lambda.ts';
import type { SimProcess } from '../support/sim-process.ts';
import { SimQueue } from '../support/sim-queue.ts';
import { simLeaseQueue } from '../support/sim-queue-ports.ts';
import { simStore } from '../support/sim-s3.ts';
import { createWorld, type SimWorld } from '../support/sim-world.ts';
import { noteCoincidences } from './coincidences.ts';
import { judge } from './judge.ts';
import { injectLoose } from './loose.ts';
import { injectMalformed } from './malformed.ts';
import { People } from './people.ts';
import { createScenario, POOL, type Scenario } from './scenario.ts';
import { CRASH_POINTS } from './steps.ts';

/** What one seed came to. */
export interface SeedResult {
  readonly seed: number;
  readonly kind: Scenario['kind'];
  /** Empty: every promise held. */
  readonly violations: readonly string[];
  readonly faults: FaultCounts;
  /** Events of the history. */
  readonly events: number;
}

/** Virtual time after which a run that should end counts as one that never will. */
const PATIENCE_MS = 3 * 3_600_000;
/** A container that was killed, and whose message is lost, is taken for alive until the longest lease is over. */
const PATIENCE_WITH_CONTAINERS_MS = PATIENCE_MS + LONGEST_DELIVERY_MS;
/** After its last moment nothing of a run moves any more; this much is watched all the same. */
const AFTERMATH_MS = 10 * 60_000;

interface Simulation {
  readonly world: SimWorld;
  readonly scenario: Scenario;
  readonly queue: SimQueue;
  readonly people: People;
}

/** Runs the real worker and client code through one seed's faults, and judges what happened. */
export async function simulate(seed: number, trace?: (line: string) => void): Promise<SeedResult> {
  const aim = CRASH_POINTS[seed % CRASH_POINTS.length] as string;
  const world = createWorld(seed, aim, trace);
  const scenario = createScenario(world.random, aim);
  const bucket = new SimBucket(world);
  const queue = new SimQueue(world, {
    visibilitySeconds: 6 * scenario.functionTimeoutSeconds,
    refusedChunk: scenario.refusedChunk,
  });
  startWorkers({ world, scenario, bucket, queue });
  const people = new People({ world, bucket, queue, scenario });
  const begun = world.clock.now();
  world.clock.after(scenario.quietAfterMs, () => world.faults.stop());
  injectMalformed(world, queue);
  injectLoose(world, queue);
  people.begin();
  const end = await letItEnd({ world, scenario, queue, people }, begun);
  const violations = judge({ history: world.history, scenario, end, left: queue.left() });
  const { history, faults } = world;
  noteCoincidences(history, faults);
  return { seed, kind: scenario.kind, violations, faults: faults.counts, events: history.length };
}

/** 'stuck': nothing can ever happen again. 'endless': things still happen, and it does not end. */
type End = 'ended' | 'stuck' | 'endless';

async function letItEnd({ world, scenario, queue, people }: Simulation, begun: number): Promise<End> {
  const passed = () => world.clock.now() - begun;
  const lasts = scenario.lifetimeSeconds * 1000 + AFTERMATH_MS;
  const isOver =
    scenario.kind === 'completes'
      ? () => people.served && people.gone && queue.left().length === 0
      : () => passed() > lasts && people.gone;
  const patience = scenario.fleet.containers > 0 ? PATIENCE_WITH_CONTAINERS_MS : PATIENCE_MS;
  const isEndless = () => passed() > patience;
  const end = await world.clock.run(() => isOver() || isEndless());
  if (end === 'idle') return isOver() || scenario.kind !== 'completes' ? 'ended' : 'stuck';
  return isOver() ? 'ended' : 'endless';
}

interface Workplace {
  readonly world: SimWorld;
  readonly scenario: Scenario;
  readonly bucket: SimBucket;
  readonly queue: SimQueue;
}

/** Functions, containers, or both. */
function startWorkers(place: Workplace): void {
  const { world, scenario, queue } = place;
  const load: LoadHandler = environment => loadWorker(place, environment);
  new SimFleet({ world, queue, ...scenario.fleet, skewMs: scenario.skewMs, load }).start();
  new SimLambda({
    world,
    queue,
    concurrency: scenario.workers,
    timeoutSeconds: scenario.functionTimeoutSeconds,
    skewMs: scenario.skewMs,
    load,
  }).start();
}

/** The real worker in a fresh process. */
function loadWorker(
  { world, scenario, bucket, queue }: Workplace,
  { process, chunk }: { readonly process: SimProcess; readonly chunk: () => ChunkName },
): Handler {
  const dependencies: WorkerDependencies = {
    store: simStore(world, bucket, process),
    queue: simLeaseQueue(queue, process),
    clock: process.clock,
    executor: new SimExecutor({ world, process, description: scenario.description, chunk }),
    pool: POOL,
    identity: { worker: process.name, code: 'code/simulated.zip' },
    newToken: world.random.token,
    random: world.random.next,
    log: entry => world.trace?.(`${process.name} logs ${JSON.stringify(entry)}`),
  };
  return (delivery, invocation) => processDelivery(delivery, invocation, dependencies);
}
