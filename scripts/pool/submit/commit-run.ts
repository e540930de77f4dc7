import {
  type ChunkIndex,
  decodeChunkIndex,
  encodeChunkIndex,
} from '../../../functions/runtime/protocol/chunk-index.ts';
import { putOnce } from '../../../functions/runtime/protocol/conditional-put.ts';
import { runKeys, widthFor } from '../../../functions/runtime/protocol/keys.ts';
import {
  DEFAULT_LEASE_SECONDS,
  encodeRunRecord,
  type RunRecord,
} from '../../../functions/runtime/protocol/run-record.ts';
import { CloudpoolError } from '../../errors.ts';
import { readTasks } from '../input/read-tasks.ts';
import { requireStay, untilLeft } from '../input/until-left.ts';
import { ask, type OpenRun, openRun, patience, type RunPorts } from '../ports.ts';
import { createRunId } from '../run-id.ts';
import { CellList } from './cell-list.ts';
import { type ChunkSizing, cellRoom, cutChunks } from './cut-chunks.ts';

/** The longest life of a run, in seconds: three days, a day less than its messages live. */
export const MAX_LIFETIME_SECONDS = 3 * 24 * 60 * 60;

/** What a run is made of. */
export interface RunRequest {
  /** The pool's stack name. */
  readonly pool: string;
  /** The pool's key in the environment file: its name in messages. */
  readonly poolKey: string;
  readonly input: AsyncIterable<Uint8Array>;
  /** The input's name in messages. */
  readonly inputName: string;
  readonly sizing: ChunkSizing;
  readonly tries: number;
  readonly taskTimeoutSeconds: number;
  readonly leaseSeconds?: number | undefined;
  readonly lifetimeSeconds?: number | undefined;
  readonly code: string;
  readonly submitter: string;
  /** US dollars, from the shape of the run. */
  readonly largestBill?: ((record: RunRecord, inputBytes: number) => number) | undefined;
}

/**
 * Checks and stores the input, and commits the run by its run.json. Sends nothing.
 * Throws `ProblemsError` for bad input: then nothing was stored either.
 */
export async function commitRun(ports: RunPorts, request: RunRequest): Promise<OpenRun> {
  const run = createRunId(ports.clock.now(), ports.random);
  const index = await storeInput(ports, request, run);
  const record = describeRun(ports, request, { run, index });
  const opened = openRun(record, index);
  const end = await putOnce(
    ports.store,
    { key: opened.keys.record, body: encodeRunRecord(record), token: record.token },
    patience(ports),
  );
  if (end === 'exists') throw idTaken(run);
  reportRun(ports, request, opened);
  return opened;
}

async function storeInput(ports: RunPorts, request: RunRequest, run: string): Promise<ChunkIndex> {
  const { sizing, pool } = request;
  const keys = runKeys({ pool, run, width: 1 });
  const cells = new CellList({ room: cellRoom(sizing.concurrency), maxCellTasks: sizing.chunk });
  await ports.upload(keys.inputs, countedBytes(request, cells, ports.signal));
  ports.report({ type: 'input', at: ports.clock.now(), tasks: cells.tasks, bytes: cells.bytes });
  const bytes = encodeChunkIndex(cutChunks(cells, sizing));
  await ask(ports, () => ports.store.put(keys.chunks, bytes));
  requireStay(ports.signal);
  return decodeChunkIndex(bytes);
}

async function* countedBytes(
  { input, inputName }: RunRequest,
  cells: CellList,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  for await (const block of readTasks(untilLeft(input, signal), inputName)) {
    requireStay(signal);
    for (const length of block.lengths) cells.add(length);
    yield block.bytes;
  }
}

function describeRun(
  { clock, newToken }: RunPorts,
  request: RunRequest,
  { run, index }: { run: string; index: ChunkIndex },
): RunRecord {
  const lifetime = Math.min(request.lifetimeSeconds ?? MAX_LIFETIME_SECONDS, MAX_LIFETIME_SECONDS);
  return {
    token: newToken(),
    run,
    pool: request.pool,
    tasks: index.tasks,
    chunks: index.chunks,
    width: widthFor(index.chunks),
    concurrency: request.sizing.k,
    tries: request.tries,
    taskTimeoutSeconds: request.taskTimeoutSeconds,
    leaseSeconds: request.leaseSeconds ?? DEFAULT_LEASE_SECONDS,
    until: Math.floor(clock.now() / 1000) + lifetime,
    code: request.code,
    submitter: request.submitter,
    createdAt: clock.now(),
  };
}

function reportRun({ report, clock }: RunPorts, request: RunRequest, { record, index }: OpenRun): void {
  const largestBill = request.largestBill?.(record, index.bytes);
  report({
    type: 'run-created',
    at: clock.now(),
    run: record.run,
    pool: request.poolKey,
    tasks: record.tasks,
    chunks: record.chunks,
    until: record.until * 1000,
    ...(largestBill === undefined ? {} : { largestBill }),
  });
}

function idTaken(run: string): CloudpoolError {
  return new CloudpoolError(`somebody else created run ${run} in the same moment; nothing was sent`, {
    code: 'RUN_ID_TAKEN',
    hint: 'Run the command again: it takes another id.',
  });
}
