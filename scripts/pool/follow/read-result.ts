import { decodeText } from '../../../functions/runtime/protocol/lines.ts';
import {
  type BlobOutcome,
  isBlob,
  type Outcome,
  parseOutcome,
} from '../../../functions/runtime/protocol/outcome.ts';
import { openResult, type ResultHeader } from '../../../functions/runtime/protocol/result.ts';
import { ProtocolError } from '../../../functions/runtime/protocol/shape.ts';
import { CloudpoolError } from '../../errors.ts';
import { ask, type OpenRun, type RunPorts } from '../ports.ts';

/** Some outcomes of a chunk in task order, each proved to be that of its task. */
export interface ResultPart {
  /** Of the result that it is a part of. */
  readonly header: ResultHeader;
  readonly outcomes: readonly Outcome[];
  /** One line per outcome without its line feed, byte for byte what the worker wrote: numbers keep all their digits. */
  readonly lines: readonly Uint8Array[];
}

/** A result as it lies in the store. */
export interface RawResult {
  readonly chunk: number;
  readonly bytes: Uint8Array;
}

/** Fetches a result. Its bytes take a tenth of the memory of its outcomes, so they are what waits for its turn. */
export async function fetchResult(ports: RunPorts, run: OpenRun, chunk: number): Promise<RawResult> {
  const key = run.keys.result(chunk);
  const bytes = await ask(ports, () => ports.store.get(key));
  if (bytes === undefined) throw missing(run, key);
  return { chunk, bytes };
}

/** Outcomes handed on together: few enough to take no memory worth mentioning, enough to be written in one go. */
const A_PART = 500;

/**
 * Reads and checks a result: run, chunk, tasks. Outcomes that lie in objects of their own are fetched. A chunk may have any
 * number of tasks: its outcomes come in parts, and no two parts are in memory together.
 */
export async function* readResult(
  ports: RunPorts,
  run: OpenRun,
  { chunk, bytes }: RawResult,
): AsyncGenerator<ResultPart> {
  const key = run.keys.result(chunk);
  try {
    const { header, entries } = openResult(bytes);
    requireOwn(run, chunk, header, key);
    const begin = () => ({ header, outcomes: [] as Outcome[], lines: [] as Uint8Array[] });
    let part = begin();
    for (const { outcome, line } of entries) {
      const whole = isBlob(outcome) ? await fetchBlob(ports, run, outcome, key) : { outcome, line };
      part.outcomes.push(whole.outcome);
      part.lines.push(whole.line);
      if (part.lines.length < A_PART) continue;
      yield part;
      part = begin();
    }
    if (part.lines.length > 0) yield part;
  } catch (thrown) {
    throw thrown instanceof ProtocolError ? corrupt(key, thrown.message, thrown) : thrown;
  }
}

function requireOwn({ record, index }: OpenRun, chunk: number, header: ResultHeader, key: string): void {
  const { first, count } = index.place(chunk);
  const own =
    header.run === record.run && header.chunk === chunk && header.first === first && header.count === count;
  if (!own) throw corrupt(key, `it is not the result of the ${count} tasks from ${first} on`);
}

async function fetchBlob(
  ports: RunPorts,
  run: OpenRun,
  expected: BlobOutcome,
  result: string,
): Promise<{ outcome: Outcome; line: Uint8Array }> {
  const key = `${run.keys.prefix}${expected.blob}`;
  const bytes = await ask(ports, () => ports.store.get(key));
  if (bytes === undefined) throw missing(run, key);
  const line = bytes.at(-1) === 0x0a ? bytes.subarray(0, -1) : bytes;
  return { outcome: decodeBlob(expected, line, result), line };
}

function decodeBlob({ task, ok }: BlobOutcome, line: Uint8Array, key: string): Outcome {
  const outcome = parseOutcome(decodeText(line));
  if (isBlob(outcome) || outcome.task !== task || outcome.ok !== ok) {
    throw corrupt(key, `the object of task ${task} holds another outcome`);
  }
  return outcome;
}

function corrupt(key: string, problem: string, cause?: unknown): CloudpoolError {
  return new CloudpoolError(`${key}: ${problem}`, {
    code: 'RESULT_CORRUPT',
    hint: 'Somebody else wrote under this key, or worker and client are of different versions.',
    cause,
  });
}

function missing({ record }: OpenRun, key: string): CloudpoolError {
  return new CloudpoolError(`${key} is gone`, {
    code: 'RUN_EXPIRED',
    hint: `The bucket's lifecycle deletes old runs; run ${record.run} can no longer be read as a whole.`,
  });
}
