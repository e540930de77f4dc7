import type { Json } from './json.ts';
import { byteLength } from './lines.ts';
import { type Fields, ProtocolError, parseFields } from './shape.ts';

/** What went wrong with one task, as the user sees it. */
export interface TaskFailure {
  /** The error's class: the user's own, or TaskTimeout, TaskCrashed, InputCorrupt, NeverRan, WorkerLost, Cancelled, Expired. */
  readonly name: string;
  readonly message: string;
  readonly stack?: string;
}

/** The one outcome of one task: a line of a result object, and a line of the user's output. */
export type Outcome =
  | { readonly task: number; readonly ok: true; readonly value: Json; readonly attempts: number }
  | { readonly task: number; readonly ok: false; readonly error: TaskFailure; readonly attempts: number };

/** An outcome that lies in its own object (outcomes above 32 KiB), as one JSON object of the shape `Outcome`. */
export interface BlobOutcome {
  readonly task: number;
  readonly ok: boolean;
  /** Key below the run's prefix: `blobs/<chunk>/<task>.<n>`. */
  readonly blob: string;
  readonly attempts: number;
}

export const INLINE_OUTCOME_BYTES = 32 * 1024;

/** An outcome as a line, without its LF, and what can be said of it without parsing it. */
export interface OutcomeLine {
  readonly task: number;
  readonly ok: boolean;
  readonly attempts: number;
  readonly line: string;
}

/** Writes the outcome of a task that returned; `value` is JSON already, so that a large one is never parsed again. */
export function valueLine(task: number, value: string, attempts: number): OutcomeLine {
  return {
    task,
    ok: true,
    attempts,
    line: `{"task":${task},"ok":true,"value":${value},"attempts":${attempts}}`,
  };
}

/** Writes the outcome of a task that failed. */
export function failureLine(task: number, error: TaskFailure, attempts: number): OutcomeLine {
  return { task, ok: false, attempts, line: JSON.stringify({ task, ok: false, error, attempts }) };
}

/** Writes an outcome whose line was put into an object of its own. */
export function blobLine({ task, ok, blob, attempts }: BlobOutcome): OutcomeLine {
  return { task, ok, attempts, line: JSON.stringify({ task, ok, blob, attempts }) };
}

/** Tells whether an outcome is too large to stand in a result object. */
export function isLarge({ line }: OutcomeLine): boolean {
  return byteLength(line) > INLINE_OUTCOME_BYTES;
}

/** Reads one line. Throws `ProtocolError`. */
export function parseOutcome(line: string): Outcome | BlobOutcome {
  const fields = parseFields(line, 'outcome');
  const ok = fields.flag('ok');
  const known = { task: fields.integer('task'), attempts: fields.integer('attempts') };
  const blob = fields.optionalText('blob');
  if (blob !== undefined) return { task: known.task, ok, blob, attempts: known.attempts };
  return ok
    ? { task: known.task, ok, value: readValue(fields), attempts: known.attempts }
    : { task: known.task, ok, error: readFailure(fields.raw('error')), attempts: known.attempts };
}

export function isBlob(outcome: Outcome | BlobOutcome): outcome is BlobOutcome {
  return 'blob' in outcome;
}

function readValue(fields: Fields): Json {
  const value = fields.raw('value');
  if (value === undefined) throw new ProtocolError('outcome: "value" is missing');
  return value as Json;
}

function readFailure(error: unknown): TaskFailure {
  const failure = error as Partial<TaskFailure> | null | undefined;
  if (typeof failure?.name === 'string' && typeof failure.message === 'string') return failure as TaskFailure;
  throw new ProtocolError('outcome: "error" must have a name and a message');
}
