import { hostname, userInfo } from 'node:os';
import type { RunRecord } from '../../../functions/runtime/protocol/run-record.ts';
import { type BillBounds, largestBill } from '../../estimate/largest-bill.ts';
import type { PoolContext } from '../connect/context.ts';
import { openPorts } from '../connect/open-ports.ts';
import { findWorkplace, type Workplace } from '../connect/workplace.ts';
import type { RunRequest } from '../submit/commit-run.ts';
import type { RunOptions, RunSettings } from './run.ts';

export type RunInput = RunSettings & Pick<RunOptions, 'pool' | 'input' | 'inputName'>;

/** Finds the pool and its containers, unless they are known, and says what the run will be. */
export async function prepareRun(context: PoolContext, options: RunInput, known?: Promise<Workplace>) {
  const place = await (known ?? findWorkplace(context, options.pool));
  const { pool, fleets } = place;
  return { pool, fleets, ports: await openPorts(context, pool), request: requestFor(place, options) };
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
