import { hostname, userInfo } from 'node:os';
import type { Description } from '../../../functions/runtime/protocol/describe.ts';
import type { RunRecord } from '../../../functions/runtime/protocol/run-record.ts';
import { type BillBounds, largestBill } from '../../estimate/largest-bill.ts';
import type { PoolContext } from '../connect/context.ts';
import { describePool } from '../connect/describe-pool.ts';
import { findPool, type PoolStack } from '../connect/find-pool.ts';
import { openPorts } from '../connect/open-ports.ts';
import { findFleets } from '../fleet/find-fleets.ts';
import type { PoolFleets } from '../fleet/worker-fleet.ts';
import type { RunRequest } from '../submit/commit-run.ts';
import type { RunOptions, RunSettings } from './run.ts';

export type RunInput = RunSettings & Pick<RunOptions, 'pool' | 'input' | 'inputName'>;

/** Finds the pool and its containers, asks its code, and says what the run will be. */
export async function prepareRun(context: PoolContext, options: RunInput) {
  const pool = await findPool(context, options.pool);
  const [description, fleets, ports] = await Promise.all([
    describePool(context, pool),
    findFleets(context, pool),
    openPorts(context, pool),
  ]);
  return { pool, fleets, ports, request: requestFor({ pool, description, fleets }, options) };
}

interface Workplace {
  readonly pool: PoolStack;
  readonly description: Description;
  readonly fleets: PoolFleets;
}

function requestFor(place: Workplace, options: RunInput): RunRequest {
  const { pool, description } = place;
  return {
    pool: pool.name,
    poolKey: pool.key,
    input: options.input,
    inputName: options.inputName,
    sizing: { k: description.concurrency, concurrency: workersAtOnce(place), chunk: options.chunk },
    tries: options.tries ?? description.tries,
    taskTimeoutSeconds: description.timeoutSeconds,
    leaseSeconds: options.leaseSeconds,
    lifetimeSeconds: options.lifetimeSeconds,
    code: description.code,
    submitter: `${userName()}@${hostname()}`,
    largestBill: (record, inputBytes) => largestBill(billBounds(place, record, inputBytes)),
  };
}

/** Chunks that are worked on at once, if nobody else's are. */
function workersAtOnce({ pool, description, fleets }: Workplace): number {
  const functions = fleets.alone && fleets.fleets.length > 0 ? 0 : pool.concurrency;
  // As the worker shares out its processors: one chunk takes them all, or each takes one.
  const slots = (vcpu: number) => (description.kind === 'cpu' ? 1 : Math.max(1, Math.floor(vcpu)));
  return fleets.fleets.reduce((sum, { maxTasks, size }) => sum + maxTasks * slots(size.vcpu), functions);
}

function billBounds(
  { pool, fleets }: Workplace,
  { tasks, chunks, until, createdAt, taskTimeoutSeconds }: RunRecord,
  inputBytes: number,
): BillBounds {
  return {
    tasks,
    chunks,
    inputBytes,
    lifetimeSeconds: until - createdAt / 1000,
    taskTimeoutSeconds,
    functions: fleets.alone ? undefined : pool,
    containers: fleets.fleets.map(({ size, maxTasks, idleSeconds }) => ({
      size,
      most: maxTasks,
      idleSeconds,
    })),
  };
}

/** A process in a container may have a user without a name. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return 'unknown';
  }
}
