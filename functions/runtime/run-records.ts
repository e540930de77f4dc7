import { runRecordKey } from './protocol/keys.ts';
import { decodeText } from './protocol/lines.ts';
import type { ObjectStore } from './protocol/ports.ts';
import { type RetryOptions, retryTransient } from './protocol/retry.ts';
import { parseRunRecord, type RunRecord } from './protocol/run-record.ts';

/** Runs that a process works on by turns. */
const REMEMBERED = 16;

const remembered = new WeakMap<ObjectStore, Map<string, RunRecord>>();

/** Reads `run.json`, once per run and process: it never changes. `undefined`: there is no such run. */
export async function readRunRecord(
  store: ObjectStore,
  { pool, run }: { readonly pool: string; readonly run: string },
  retry: RetryOptions,
): Promise<RunRecord | undefined> {
  const records = remembered.get(store) ?? new Map<string, RunRecord>();
  remembered.set(store, records);
  const known = records.get(run);
  if (known !== undefined) return known;
  const bytes = await retryTransient(() => store.get(runRecordKey(pool, run)), retry);
  if (bytes === undefined) return undefined;
  const record = parseRunRecord(decodeText(bytes));
  const [oldest] = records.keys();
  if (records.size >= REMEMBERED && oldest !== undefined) records.delete(oldest);
  records.set(run, record);
  return record;
}
