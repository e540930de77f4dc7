import { beginJob, type Job, type JobSource } from './job.ts';
import { type RunKeys, runKeys, runRecordKey } from './protocol/keys.ts';
import { decodeText, splitLines } from './protocol/lines.ts';
import type { ChunkMessage } from './protocol/message.ts';
import type { Delivery, ObjectStore } from './protocol/ports.ts';
import { type RetryOptions, retryTransient } from './protocol/retry.ts';
import { parseRunRecord, type RunRecord } from './protocol/run-record.ts';
import type { Invocation, WorkerDependencies } from './worker-dependencies.ts';

/** Gathers the job of a chunk. `undefined`: its run has no run.json. */
export async function openChunkJob(
  delivery: Delivery,
  message: ChunkMessage,
  invocation: Invocation,
  deps: WorkerDependencies,
): Promise<Job | undefined> {
  const { store, pool } = deps;
  const begun = beginJob(delivery, invocation, deps);
  const record = await readRunRecord(store, runRecordKey(pool, message.run), begun.retry);
  if (record === undefined) return undefined;
  const keys = runKeys({ pool, run: message.run, width: record.width });
  return { ...begun, message, record, keys, source: sourceOf(message, keys, store) };
}

/** Run records never change: a process asks for each once. */
const records = new WeakMap<ObjectStore, Map<string, RunRecord>>();
const MOST_RECORDS = 100;

async function readRunRecord(
  store: ObjectStore,
  key: string,
  retry: RetryOptions,
): Promise<RunRecord | undefined> {
  const known = records.get(store) ?? new Map<string, RunRecord>();
  records.set(store, known);
  const before = known.get(key);
  if (before !== undefined) return before;
  const bytes = await retryTransient(() => store.get(key), retry);
  if (bytes === undefined) return undefined;
  const record = parseRunRecord(decodeText(bytes));
  if (known.size >= MOST_RECORDS) known.clear();
  known.set(key, record);
  return record;
}

function sourceOf(message: ChunkMessage, keys: RunKeys, store: ObjectStore): JobSource {
  const { from, to, count } = message;
  return {
    readInputs: async retry => {
      const bytes = await retryTransient(() => store.get(keys.inputs, { from, to }), retry);
      const inputs = splitLines(bytes ?? new Uint8Array());
      return inputs.length === count ? inputs : { failure: inputCorrupt(message, inputs.length) };
    },
    isStopped: async retry => (await retryTransient(() => store.get(keys.stop), retry)) !== undefined,
  };
}

function inputCorrupt({ count, from, to }: ChunkMessage, lines: number) {
  const message = `expected ${count} lines in bytes ${from} to ${to} of inputs.jsonl, got ${lines}`;
  return { name: 'InputCorrupt', message };
}
