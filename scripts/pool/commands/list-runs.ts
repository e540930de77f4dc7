import { runsPrefix } from '../../../functions/runtime/protocol/keys.ts';
import { decodeText } from '../../../functions/runtime/protocol/lines.ts';
import { isPast } from '../../../functions/runtime/protocol/message.ts';
import { parseSummaryRecord } from '../../../functions/runtime/protocol/run-record.ts';
import { CloudpoolError } from '../../errors.ts';
import type { PoolContext } from '../connect/context.ts';
import { findPools, type PoolStack } from '../connect/find-pool.ts';
import { openPorts } from '../connect/open-ports.ts';
import { ResultScan } from '../follow/result-scan.ts';
import { loadRun, readStanding } from '../load-run.ts';
import { ask, type OpenRun, type RunPorts } from '../ports.ts';
import { isRunId } from '../run-id.ts';
import { withRunFailures } from './run-failure.ts';

/** `complete`: all results are there. `sending`: not all messages were sent. `expired`: past its deadline, results missing. */
export type RunState = 'sending' | 'running' | 'complete' | 'expired';

/** One line of `runs`. */
export interface RunInfo {
  readonly run: string;
  /** The pool's key. */
  readonly pool: string;
  /** Milliseconds since the epoch. */
  readonly created: number;
  readonly state: RunState;
  readonly tasks: number;
  /** Tasks that have an outcome. */
  readonly done: number;
  /** Known once the run is complete. */
  readonly failed: number | undefined;
  readonly submitter: string;
}

/**
 * Tells every run of every deployed pool: pool by pool, the newest run first. A run whose objects are gone or cannot be read
 * is told as a notice, and hides no other.
 */
export async function* listRuns(context: PoolContext): AsyncGenerator<RunInfo> {
  const pools = await withRunFailures(none, () => findPools(context));
  for (const pool of pools) {
    const ports = await openPorts(context, pool);
    const ids = await withRunFailures(none, () => listIds(ports, pool));
    for (const id of ids.reverse()) {
      const info = await describeOrTell(context, ports, pool, id);
      if (info) yield info;
    }
  }
}

const none = () => undefined;

const UNREADABLE: readonly string[] = ['LEDGER_UNREADABLE', 'RUN_EXPIRED'];

async function describeOrTell(
  { report }: PoolContext,
  ports: RunPorts,
  pool: PoolStack,
  id: string,
): Promise<RunInfo | undefined> {
  try {
    return await withRunFailures(none, () => describeRun(ports, pool, id));
  } catch (error) {
    if (!(error instanceof CloudpoolError && UNREADABLE.includes(error.code))) throw error;
    report({ type: 'notice', message: `run ${id} of ${pool.key} cannot be read: ${error.message}` });
    return undefined;
  }
}

/** Jumps from run to run: one LIST of one key each, however many objects a run has. */
async function listIds({ store, ...ports }: RunPorts, pool: PoolStack): Promise<string[]> {
  const prefix = runsPrefix(pool.name);
  const ids: string[] = [];
  for (let startAfter = prefix; ; ) {
    const after = startAfter;
    const { objects } = await ask(ports, () => store.list(prefix, { startAfter: after, limit: 1 }));
    const [id] = objects[0]?.key.slice(prefix.length).split('/') ?? [];
    if (id === undefined) return ids;
    if (isRunId(id)) ids.push(id);
    // A run's keys go on with a slash, and "0" is the next character.
    startAfter = `${prefix}${id}0`;
  }
}

async function describeRun(ports: RunPorts, pool: PoolStack, id: string): Promise<RunInfo | undefined> {
  const run = await loadRun(ports, { pool: pool.name, run: id });
  if (!run) return undefined;
  const { createdAt, tasks, submitter } = run.record;
  const known = { run: id, pool: pool.key, created: createdAt, tasks, submitter };
  const summary = await ask(ports, () => ports.store.get(run.keys.summary));
  if (summary) {
    const { failed } = parseSummaryRecord(decodeText(summary));
    return { ...known, state: 'complete', done: tasks, failed };
  }
  return { ...known, ...(await readProgress(ports, run)), failed: undefined };
}

/** Asks the ledger how far a run is. */
export async function readProgress(
  ports: RunPorts,
  run: OpenRun,
): Promise<{ state: RunState; done: number }> {
  const scan = new ResultScan(ports, run);
  const [{ sentUpTo }] = await Promise.all([readStanding(ports, run), scan.look()]);
  let open = 0;
  for (const chunk of scan.open()) open += run.index.place(chunk).count;
  const done = run.record.tasks - open;
  if (open === 0) return { state: 'complete', done };
  if (isPast(run.record.until, ports.clock.now())) return { state: 'expired', done };
  return { state: sentUpTo < run.index.chunks ? 'sending' : 'running', done };
}
