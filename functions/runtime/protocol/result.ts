import { countLines, decodeText, eachLine, joinLines } from './lines.ts';
import { PROTOCOL_VERSION } from './message.ts';
import { type BlobOutcome, type Outcome, type OutcomeLine, parseOutcome } from './outcome.ts';
import { requireVersion } from './run-record.ts';
import { ProtocolError, parseFields } from './shape.ts';

const WRITERS = ['worker', 'closer'] as const;

/** The first line of a result object: the evidence. Times in milliseconds since the epoch. */
export interface ResultHeader {
  readonly token: string;
  readonly run: string;
  readonly chunk: number;
  readonly first: number;
  readonly count: number;
  /** How many of the outcomes are errors. */
  readonly failed: number;
  readonly by: (typeof WRITERS)[number];
  /** The claim under which it was written; 0 = none. */
  readonly attempt: number;
  /** Attempts before it that ended without an outcome. */
  readonly losses: number;
  /** Which process wrote it: for a Lambda function its log stream. */
  readonly worker: string;
  /** The code version that really ran. */
  readonly code: string;
  readonly startedAt: number;
  readonly endedAt: number;
  /** The process's highest resident memory so far, in MB. */
  readonly memoryMb: number;
  /** True: the first delivery of this process. */
  readonly cold: boolean;
}

export interface Result {
  readonly header: ResultHeader;
  /** In task order, one per task. */
  readonly outcomes: readonly (Outcome | BlobOutcome)[];
}

/** Writes `results/<chunk>.jsonl`: the header, then one line per task in task order. */
export function encodeResult(header: ResultHeader, outcomes: Iterable<OutcomeLine>): Uint8Array {
  const lines = [...outcomes].sort((a, b) => a.task - b.task);
  requireEachOnce(lines, header);
  return joinLines([JSON.stringify({ v: PROTOCOL_VERSION, ...header }), ...lines.map(({ line }) => line)]);
}

/** Reads a result object and proves it whole: every task of the chunk once, in order. Throws `ProtocolError`. */
export function decodeResult(bytes: Uint8Array): Result {
  const { header, entries } = openResult(bytes);
  return { header, outcomes: [...entries].map(({ outcome }) => outcome) };
}

/** One outcome and its line, without its LF. */
export interface ResultEntry {
  readonly outcome: Outcome | BlobOutcome;
  readonly line: Uint8Array;
}

/**
 * Reads a result object one by one, so that its outcomes are never in memory together. It has as many lines as it should
 * before the first is given out, and each is proved to be of its task. Both throw `ProtocolError`.
 */
export function openResult(bytes: Uint8Array): {
  readonly header: ResultHeader;
  readonly entries: Generator<ResultEntry>;
} {
  const lines = eachLine(bytes);
  const head = lines.next();
  if (head.done) throw new ProtocolError('result: empty');
  const header = parseHeader(decodeText(head.value));
  const outcomes = countLines(bytes) - 1;
  if (outcomes !== header.count) throw notWhole(header, outcomes);
  return { header, entries: readEntries(header, lines) };
}

function* readEntries(header: ResultHeader, lines: Iterable<Uint8Array>): Generator<ResultEntry> {
  let task = header.first;
  for (const line of lines) {
    const outcome = parseOutcome(decodeText(line));
    if (outcome.task !== task) throw notWhole(header, header.count);
    task += 1;
    yield { outcome, line };
  }
}

function parseHeader(text: string): ResultHeader {
  const fields = parseFields(text, 'result header');
  requireVersion(fields.raw('v'), 'result header');
  return {
    token: fields.text('token'),
    run: fields.text('run'),
    chunk: fields.integer('chunk'),
    first: fields.integer('first'),
    count: fields.integer('count', 1),
    failed: fields.integer('failed'),
    by: fields.oneOf('by', WRITERS),
    attempt: fields.integer('attempt'),
    losses: fields.integer('losses'),
    worker: fields.text('worker'),
    code: fields.text('code'),
    startedAt: fields.integer('startedAt'),
    endedAt: fields.integer('endedAt'),
    memoryMb: fields.number('memoryMb'),
    cold: fields.flag('cold'),
  };
}

function requireEachOnce(outcomes: readonly { readonly task: number }[], header: ResultHeader): void {
  const { first, count } = header;
  const whole = outcomes.length === count && outcomes.every(({ task }, at) => task === first + at);
  if (!whole) throw notWhole(header, outcomes.length);
}

function notWhole({ chunk, first, count }: ResultHeader, outcomes: number): ProtocolError {
  return new ProtocolError(
    `result of chunk ${chunk}: expected the tasks ${first} to ${first + count - 1} once each, got ${outcomes} outcomes`,
  );
}
