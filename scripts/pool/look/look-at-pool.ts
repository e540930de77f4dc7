import type { LogEvent } from '../../aws/log-events.ts';
import { openSendQueue } from '../../aws/sqs.ts';
import { withRunFailures } from '../commands/run-failure.ts';
import type { PoolContext } from '../connect/context.ts';
import type { PoolStack } from '../connect/find-pool.ts';
import { findFleets } from '../fleet/find-fleets.ts';
import type { WorkerFleet } from '../fleet/worker-fleet.ts';
import { type PoolMetrics, readPoolMetrics } from './pool-metrics.ts';
import { logGroupsOf, readLastLines } from './worker-log.ts';

/** Messages of a pool: SQS's own counts, which settle a minute after the last change. */
export interface QueueLook {
  readonly waiting: number;
  /** With a worker, or hidden after one that was lost. */
  readonly inFlight: number;
  /** Given up by the queue: following the run closes them. */
  readonly deadLetters: number;
}

/** The containers of one fleet. */
export interface FleetLook {
  /** Its stack's key in the environment file. */
  readonly fleet: string;
  /** Up or on their way, whoever started them. */
  readonly running: number;
  readonly maxTasks: number;
}

/** How a pool does. */
export interface PoolLook {
  readonly pool: PoolStack;
  readonly queue: QueueLook;
  readonly containers: readonly FleetLook[];
  readonly metrics: PoolMetrics | undefined;
  /** The last lines that its workers printed within an hour, the oldest first. */
  readonly log: readonly LogEvent[];
}

const LAST_LINES = 10;

/** Looks at a pool: its queue, its containers, the last hour of its function, the last lines of its workers. */
export async function lookAtPool(context: PoolContext, pool: PoolStack): Promise<PoolLook> {
  const { session, clock } = context;
  const { functionArn } = pool;
  const { fleets } = await findFleets(context, pool);
  const [queue, containers, metrics, log] = await Promise.all([
    lookAtQueue(context, pool),
    lookAtFleets(fleets),
    readPoolMetrics(session, { functionArn, now: clock.now() }),
    readLastLines(context, logGroupsOf(pool, { fleets }), LAST_LINES),
  ]);
  return { pool, queue, containers, metrics, log };
}

function lookAtFleets(fleets: readonly WorkerFleet[]): Promise<readonly FleetLook[]> {
  const look = async (fleet: WorkerFleet) => {
    return { fleet: fleet.key, running: await fleet.running(), maxTasks: fleet.maxTasks };
  };
  return withRunFailures(none, () => Promise.all(fleets.map(look)));
}

const none = () => undefined;

/** Counts the messages of a pool, in two calls. */
export async function lookAtQueue(
  { session }: Pick<PoolContext, 'session'>,
  { queueUrl, deadLetterQueueUrl }: Pick<PoolStack, 'queueUrl' | 'deadLetterQueueUrl'>,
): Promise<QueueLook> {
  const countsOf = async (url: string) => (await openSendQueue(session, url)).counts();
  const counting = () => Promise.all([countsOf(queueUrl), countsOf(deadLetterQueueUrl)]);
  const [{ visible, inFlight, delayed }, dead] = await withRunFailures(none, counting);
  return { waiting: visible + delayed, inFlight, deadLetters: dead.visible + dead.inFlight };
}
