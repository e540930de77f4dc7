import { decodeChunkIndex } from '../../functions/runtime/protocol/chunk-index.ts';
import { runKeys, runRecordKey } from '../../functions/runtime/protocol/keys.ts';
import { decodeText } from '../../functions/runtime/protocol/lines.ts';
import { parseRunRecord, parseSentRecord } from '../../functions/runtime/protocol/run-record.ts';
import { CloudpoolError } from '../errors.ts';
import { ask, type OpenRun, openRun, type RunPorts } from './ports.ts';

/** What reading the ledger needs of the world. */
type LoadPorts = Pick<RunPorts, 'store' | 'clock' | 'random' | 'signal' | 'report'>;

/** Reads a run back from the ledger; `undefined` when this pool has no such run. `pool` is the stack's name. */
export async function loadRun(
  ports: LoadPorts,
  { pool, run }: { readonly pool: string; readonly run: string },
): Promise<OpenRun | undefined> {
  const bytes = await ask(ports, () => ports.store.get(runRecordKey(pool, run)));
  if (bytes === undefined) return undefined;
  const record = parseRunRecord(decodeText(bytes));
  const chunks = await ask(ports, () => ports.store.get(runKeys(record).chunks));
  if (chunks === undefined) {
    throw new CloudpoolError(`run ${run} has no chunks.bin any more`, {
      code: 'RUN_EXPIRED',
      hint: "The bucket's lifecycle deletes old runs.",
    });
  }
  return openRun(record, decodeChunkIndex(chunks));
}

/** How far a run is, as far as the ledger tells without looking at results. */
export interface RunStanding {
  /** Every chunk below it was sent. */
  readonly sentUpTo: number;
  /** All results were there once. */
  readonly complete: boolean;
}

export async function readStanding(ports: RunPorts, { keys }: OpenRun): Promise<RunStanding> {
  const [sent, summary] = await Promise.all([
    ask(ports, () => ports.store.get(keys.sent)),
    ask(ports, () => ports.store.get(keys.summary)),
  ]);
  return {
    sentUpTo: sent === undefined ? 0 : parseSentRecord(decodeText(sent)).upTo,
    complete: summary !== undefined,
  };
}
