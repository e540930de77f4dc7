import type { LogEvent } from '../../aws/log-events.ts';
import { openSendQueue } from '../../aws/sqs.ts';
import { withRunFailures } from '../commands/run-failure.ts';
import type { PoolContext } from '../connect/context.ts';
import type { PoolStack } from '../connect/find-pool.ts';
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

/** How a pool does. */
export interface PoolLook {
  readonly pool: PoolStack;
  readonly queue: QueueLook;
  readonly metrics: PoolMetrics | undefined;
  /** The last lines that its workers printed within an hour, the oldest first. */
  readonly log: readonly LogEvent[];
}

const LAST_LINES = 10;

/** Looks at a pool: its queue, the last hour of its function, the last lines of its workers. */
export async function lookAtPool(context: PoolContext, pool: PoolStack): Promise<PoolLook> {
  const { session, clock } = context;
  const { functionArn } = pool;
  const [queue, metrics, log] = await Promise.all([
    lookAtQueue(context, pool),
    readPoolMetrics(session, { functionArn, now: clock.now() }),
    logGroupsOf(context, pool).then(groups => readLastLines(context, groups, LAST_LINES)),
  ]);
  return { pool, queue, metrics, log };
}

/** Counts the messages of a pool, in two calls. */
export async function lookAtQueue(
  { session }: Pick<PoolContext, 'session'>,
  { queueUrl, deadLetterQueueUrl }: Pick<PoolStack, 'queueUrl' | 'deadLetterQueueUrl'>,
): Promise<QueueLook> {
  const countsOf = async (url: string) => (await openSendQueue(session, url)).counts();
  const counting = () => Promise.all([countsOf(queueUrl), countsOf(deadLetterQueueUrl)]);
  const [{ visible, inFlight, delayed }, dead] = await withRunFailures(() => undefined, counting);
  return { waiting: visible + delayed, inFlight, deadLetters: dead.visible + dead.inFlight };
}
