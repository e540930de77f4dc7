import { type RunKeys, runKeys, runRecordKey } from './protocol/keys.ts';
import { decodeText } from './protocol/lines.ts';
import type { ChunkMessage } from './protocol/message.ts';
import type { Delivery, ObjectStore } from './protocol/ports.ts';
import { type RetryOptions, retryTransient } from './protocol/retry.ts';
import { parseRunRecord, type RunRecord } from './protocol/run-record.ts';
import type { Invocation, WorkerDependencies } from './worker-dependencies.ts';

/** One delivery of one chunk, and all that working on it needs. */
export interface Job {
  readonly deps: WorkerDependencies;
  readonly delivery: Delivery;
  readonly invocation: Invocation;
  readonly message: ChunkMessage;
  readonly record: RunRecord;
  readonly keys: RunKeys;
  /** Marks everything that this delivery writes. */
  readonly token: string;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  /** What must be left when the last task has ended, in milliseconds: time to write the result. */
  readonly marginMs: number;
  /** For the store: until shortly before the process ends. */
  readonly retry: RetryOptions;
}

const LEAST_MARGIN_MS = 5_000;
const LAST_WORDS_MS = 1_000;

/** Gathers a job. `undefined`: the run has no run.json. */
export async function openJob(
  delivery: Delivery,
  message: ChunkMessage,
  invocation: Invocation,
  deps: WorkerDependencies,
): Promise<Job | undefined> {
  const { clock, random, pool, newToken } = deps;
  const startedAt = clock.now();
  const retry = { clock, random, giveUpAt: invocation.deadline - LAST_WORDS_MS };
  const record = await readRunRecord(deps.store, runRecordKey(pool, message.run), retry);
  if (record === undefined) return undefined;
  return {
    deps,
    delivery,
    invocation,
    message,
    record,
    keys: runKeys({ pool, run: message.run, width: record.width }),
    token: newToken(),
    startedAt,
    marginMs: Math.max(LEAST_MARGIN_MS, (invocation.deadline - startedAt) / 20),
    retry,
  };
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

/** Tells whether somebody stopped the run. */
export async function isStopped({ deps, keys, retry }: Job): Promise<boolean> {
  return (await retryTransient(() => deps.store.get(keys.stop), retry)) !== undefined;
}

/** Tells whether the chunk has its result. One byte is enough. */
export async function hasResult({ deps, keys, message, retry }: Job): Promise<boolean> {
  const key = keys.result(message.chunk);
  return (await retryTransient(() => deps.store.get(key, { from: 0, to: 1 }), retry)) !== undefined;
}

/** Says when the message may be seen again, if the lease is still there to say it. Never throws. */
export async function showAgain(
  { delivery, deps }: { readonly delivery: Delivery; readonly deps: WorkerDependencies },
  seconds: number,
): Promise<void> {
  try {
    await deps.queue.changeVisibility(delivery, Math.min(43_200, Math.max(0, Math.ceil(seconds))));
  } catch (error) {
    deps.log({ event: 'visibility-kept', messageId: delivery.messageId, error: String(error) });
  }
}
