import { decodeText, splitLines } from '../../../functions/runtime/protocol/lines.ts';
import { isBlob, type Outcome, parseOutcome } from '../../../functions/runtime/protocol/outcome.ts';
import { decodeResult, type ResultHeader } from '../../../functions/runtime/protocol/result.ts';
import { asError, CloudpoolError } from '../../errors.ts';
import { ask, type OpenRun, type RunPorts } from '../ports.ts';

/** The outcomes of one chunk, proved to be those of its tasks. */
export interface ChunkResult {
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

/** Reads and checks a result: run, chunk, tasks. Outcomes that lie in objects of their own are fetched. */
export async function readResult(
  ports: RunPorts,
  run: OpenRun,
  { chunk, bytes }: RawResult,
): Promise<ChunkResult> {
  const key = run.keys.result(chunk);
  const { header, outcomes } = decode(key, bytes);
  requireOwn(run, chunk, header, key);
  const [, ...lines] = splitLines(bytes);
  const whole: Outcome[] = [];
  for (const [at, outcome] of outcomes.entries()) {
    if (!isBlob(outcome)) {
      whole.push(outcome);
      continue;
    }
    const line = await fetchBlob(ports, run, outcome.blob);
    lines[at] = line;
    whole.push(decodeBlob(outcome, line, key));
  }
  return { header, outcomes: whole, lines };
}

function decode(key: string, bytes: Uint8Array): ReturnType<typeof decodeResult> {
  try {
    return decodeResult(bytes);
  } catch (thrown) {
    throw corrupt(key, asError(thrown).message, thrown);
  }
}

function requireOwn({ record, index }: OpenRun, chunk: number, header: ResultHeader, key: string): void {
  const { first, count } = index.place(chunk);
  const own =
    header.run === record.run && header.chunk === chunk && header.first === first && header.count === count;
  if (!own) throw corrupt(key, `it is not the result of the ${count} tasks from ${first} on`);
}

async function fetchBlob(ports: RunPorts, run: OpenRun, blob: string): Promise<Uint8Array> {
  const key = `${run.keys.prefix}${blob}`;
  const bytes = await ask(ports, () => ports.store.get(key));
  if (bytes === undefined) throw missing(run, key);
  return bytes.at(-1) === 0x0a ? bytes.subarray(0, -1) : bytes;
}

function decodeBlob({ task, ok }: { task: number; ok: boolean }, line: Uint8Array, key: string): Outcome {
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
