import { type AttemptHistory, readAttempts } from '../../../functions/runtime/protocol/attempts.ts';
import { putOnce } from '../../../functions/runtime/protocol/conditional-put.ts';
import { looseKeys, type RunKeys } from '../../../functions/runtime/protocol/keys.ts';
import type { LooseMessage } from '../../../functions/runtime/protocol/loose.ts';
import { type ChunkMessage, readMessage } from '../../../functions/runtime/protocol/message.ts';
import {
  failureLine,
  type OutcomeLine,
  type TaskFailure,
} from '../../../functions/runtime/protocol/outcome.ts';
import type { Delivery } from '../../../functions/runtime/protocol/ports.ts';
import { encodeResult } from '../../../functions/runtime/protocol/result.ts';
import { loadRun } from '../load-run.ts';
import { patience, type RunPorts } from '../ports.ts';

/** What closing dead letters needs of the world. */
export type DrainPorts = Pick<
  RunPorts,
  'store' | 'deadLetters' | 'clock' | 'random' | 'newToken' | 'report' | 'signal'
>;

/** What became of a dead letter. */
export type LetterEnd =
  /** Its tasks have their outcomes; `failed` of them only because nobody brought another. */
  | { readonly kind: 'closed'; readonly task: string; readonly failed: number }
  /** Its chunk had a result before. */
  | { readonly kind: 'finished' }
  /** Somebody works on its chunk because of another message. */
  | { readonly kind: 'busy' }
  /** Nobody knows what it is. */
  | { readonly kind: 'unknown'; readonly why: string };

/**
 * Ends the tasks of a message that the queue gave up: what attempts gained is kept, and the rest becomes an error. It may be
 * done by any number of clients at once, and cut off anywhere: the first result counts, and the message goes after it.
 */
export async function closeLetter(ports: DrainPorts, pool: string, letter: Delivery): Promise<LetterEnd> {
  const work = await workOf(ports, pool, letter);
  if ('kind' in work) return work;
  const history = await readAttempts(ports.store, work.keys, work.chunk, patience(ports));
  if (isAtWork(history, letter)) return { kind: 'busy' };
  return writeResult(ports, work, history);
}

/** What a message asked for. */
interface LetterWork {
  readonly keys: RunKeys;
  /** In messages. */
  readonly name: string;
  readonly run: string;
  readonly code: string;
  readonly chunk: number;
  readonly first: number;
  readonly count: number;
  /** Known before anybody tried. */
  readonly failure?: TaskFailure | undefined;
}

async function workOf(ports: DrainPorts, pool: string, letter: Delivery): Promise<LetterWork | LetterEnd> {
  const read = readMessage(letter);
  switch (read.kind) {
    case 'chunk':
      return chunkWork(ports, pool, read.message);
    case 'loose':
      return looseWork(pool, letter, read.message);
    case 'malformed':
      return { kind: 'unknown', why: read.problem };
    case 'unknown-version':
      return { kind: 'unknown', why: `it is of another version: ${read.version}` };
  }
}

async function chunkWork(
  ports: DrainPorts,
  pool: string,
  { run, chunk, first, count }: ChunkMessage,
): Promise<LetterWork | LetterEnd> {
  const opened = await loadRun(ports, { pool, run });
  if (opened === undefined) return { kind: 'unknown', why: `there is no run ${run}` };
  const { record, index, keys } = opened;
  const place = chunk < index.chunks ? index.place(chunk) : undefined;
  if (place?.first !== first || place.count !== count) {
    return { kind: 'unknown', why: `run ${run} has no chunk ${chunk} of ${count} tasks from ${first} on` };
  }
  return { keys, name: `chunk ${chunk} of run ${run}`, run, code: record.code, chunk, first, count };
}

function looseWork(
  pool: string,
  { messageId }: Delivery,
  { id = messageId, problem }: LooseMessage,
): LetterWork {
  return {
    keys: looseKeys({ pool, id }),
    name: `loose task ${id}`,
    run: id,
    code: 'unknown',
    chunk: 0,
    first: 0,
    count: 1,
    failure: problem === undefined ? undefined : { name: 'InputCorrupt', message: problem },
  };
}

/** Another message's worker, whose claim is not over by the store's clock. The letter's own is gone: its lease ran out. */
function isAtWork({ last, ended, at }: AttemptHistory, { messageId }: Delivery): boolean {
  return last !== undefined && !ended && last.messageId !== messageId && at <= last.ends;
}

async function writeResult(ports: DrainPorts, work: LetterWork, history: AttemptHistory): Promise<LetterEnd> {
  const { keys, name, run, code, chunk, first, count } = work;
  const lines = Array.from({ length: count }, (_, at) => lineOf(first + at, work, history));
  const token = ports.newToken();
  const at = Math.round(ports.clock.now());
  const header = {
    ...{ token, run, chunk, first, count, code },
    failed: lines.filter(({ ok }) => !ok).length,
    by: 'closer' as const,
    attempt: history.last?.attempt ?? 0,
    losses: lossesOf(history),
    worker: 'client',
    ...{ startedAt: at, endedAt: at, memoryMb: 0, cold: false },
  };
  const put = { key: keys.result(chunk), body: encodeResult(header, lines), token };
  if ((await putOnce(ports.store, put, patience(ports))) === 'exists') return { kind: 'finished' };
  const failed = lines.filter(({ task }) => !history.outcomes.has(task)).length;
  return { kind: 'closed', task: name, failed };
}

function lineOf(task: number, { failure }: LetterWork, history: AttemptHistory): OutcomeLine {
  const gained = history.outcomes.get(task);
  if (gained !== undefined) return gained;
  const started = history.tries.get(task)?.started ?? 0;
  return failureLine(task, failure ?? reasonOf(started, history), started);
}

function reasonOf(started: number, history: AttemptHistory): TaskFailure {
  const losses = lossesOf(history);
  if (started === 0 && losses === 0) {
    return { name: 'NeverRan', message: 'the queue gave its message up before any worker started it' };
  }
  const attempts = history.last?.attempt ?? 0;
  const message = `the queue gave its message up after ${attempts} attempts, of which ${losses} were lost`;
  return { name: 'WorkerLost', message };
}

/** The last attempt among them: whoever made it lost its lease, or its message would not be here. */
function lossesOf({ last, ended, losses }: AttemptHistory): number {
  return losses + (last === undefined || ended ? 0 : 1);
}
