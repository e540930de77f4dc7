import { decodeText, joinLines, splitLines } from './lines.ts';
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
  const [head, ...lines] = splitLines(bytes);
  if (head === undefined) throw new ProtocolError('result: empty');
  const header = parseHeader(decodeText(head));
  const outcomes = lines.map(line => parseOutcome(decodeText(line)));
  requireEachOnce(outcomes, header);
  return { header, outcomes };
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

function requireEachOnce(
  outcomes: readonly { readonly task: number }[],
  { chunk, first, count }: ResultHeader,
): void {
  const whole = outcomes.length === count && outcomes.every(({ task }, at) => task === first + at);
  if (whole) return;
  throw new ProtocolError(
    `result of chunk ${chunk}: expected the tasks ${first} to ${first + count - 1} once each, got ${outcomes.length} outcomes`,
  );
}
