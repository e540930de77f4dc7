import type { Writable } from 'node:stream';
import { CloudpoolError } from '../../errors.ts';
import type { RunSummary } from '../collect/collect.ts';
import type { PoolContext } from '../connect/context.ts';
import { findPools, type PoolStack } from '../connect/find-pool.ts';
import { openPorts } from '../connect/open-ports.ts';
import { findFleets } from '../fleet/find-fleets.ts';
import { loadRun } from '../load-run.ts';
import type { OpenRun, RunPorts } from '../ports.ts';
import { resumeRun } from '../resume-run.ts';
import { isRunId } from '../run-id.ts';
import type { LostRules } from '../submit/resend-lost.ts';
import { openSink } from './run.ts';
import { withRunFailures } from './run-failure.ts';

export interface ResumeCommandOptions {
  /** The run's id. */
  readonly run: string;
  readonly output: string | Writable;
  readonly ordered?: boolean | undefined;
  readonly force?: boolean | undefined;
  readonly lost?: LostRules | undefined;
}

/** Goes on with a run, from any machine, and brings every result. */
export async function resume(context: PoolContext, options: ResumeCommandOptions): Promise<RunSummary> {
  if (!isRunId(options.run)) throw noRunId(options.run);
  const sink = await openSink(options.output, options);
  try {
    return await withRunFailures(
      () => options.run,
      async () => {
        const { pool, ports, run } = await findRun(context, options.run);
        const { ordered = true, lost } = options;
        return resumeRun(ports, run, { sink, ordered, lost, findFleets: () => findFleets(context, pool) });
      },
    );
  } catch (error) {
    await sink.discard();
    throw error;
  }
}

/** Finds a run in the ledger of whichever pool it belongs to. */
export async function findRun(
  context: PoolContext,
  id: string,
): Promise<{ readonly pool: PoolStack; readonly ports: RunPorts; readonly run: OpenRun }> {
  const pools = await findPools(context);
  for (const pool of pools) {
    const ports = await openPorts(context, pool);
    const run = await loadRun(ports, { pool: pool.name, run: id });
    if (run) return { pool, ports, run };
  }
  throw new CloudpoolError(`no pool of environment ${context.environment.name} has a run ${id}`, {
    code: 'RUN_UNKNOWN',
    hint:
      pools.length > 0
        ? 'cloudpool runs lists them.'
        : 'No pool is deployed here: cloudpool status shows it.',
    exitCode: 2,
  });
}

function noRunId(text: string): CloudpoolError {
  return new CloudpoolError(`${text} is no run id`, {
    code: 'RUN_UNKNOWN',
    hint: 'A run id looks like 20261121T195600-k3f9; cloudpool runs lists them.',
    exitCode: 2,
  });
}
