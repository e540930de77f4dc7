import { PROTOCOL_VERSION } from './message.ts';
import { ProtocolError, parseFields } from './shape.ts';

/**
 * `run.json`: what a run is, written once, after its inputs. It commits the run: no message exists without it.
 *
 * ```json
 * {"v":1,"token":"…","run":"20261121T195600-k3f9","pool":"local-prices","tasks":589,"chunks":12,"width":2,
 *  "concurrency":10,"tries":3,"taskTimeoutSeconds":30,"leaseSeconds":120,"until":1795377600,"code":"code/prices/ab12.zip",
 *  "submitter":"ann@laptop","createdAt":1795291200000}
 * ```
 */
export interface RunRecord {
  /** Of whoever wrote it: after a lost answer it tells "mine" from "somebody else's". */
  readonly token: string;
  readonly run: string;
  /** The pool's stack name. */
  readonly pool: string;
  /** N: tasks are numbered 0 … N-1. */
  readonly tasks: number;
  /** M: chunks are numbered 0 … M-1. */
  readonly chunks: number;
  /** Digits to which chunk numbers are padded in keys. */
  readonly width: number;
  /** k: tasks in flight in one worker. */
  readonly concurrency: number;
  /** How often a task that throws is started, at most. */
  readonly tries: number;
  readonly taskTimeoutSeconds: number;
  /** How long a silent worker keeps its chunk. */
  readonly leaseSeconds: number;
  /** Seconds since the epoch: no task starts after it. */
  readonly until: number;
  /** The code version (CodeKey) that the submitter saw. */
  readonly code: string;
  readonly submitter: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  /** A retry: the run whose failed tasks these are, and their numbers there, in order. */
  readonly parent?: string;
  readonly parentTasks?: readonly number[];
}

export const DEFAULT_LEASE_SECONDS = 120;

export function encodeRunRecord(record: RunRecord): string {
  return JSON.stringify({ v: PROTOCOL_VERSION, ...record });
}

/** Reads a `run.json`. Throws `ProtocolError`. */
export function parseRunRecord(text: string): RunRecord {
  const fields = parseFields(text, 'run.json');
  requireVersion(fields.raw('v'), 'run.json');
  const parent = fields.optionalText('parent');
  const parentTasks = fields.raw('parentTasks');
  return {
    token: fields.text('token'),
    run: fields.text('run'),
    pool: fields.text('pool'),
    tasks: fields.integer('tasks', 1),
    chunks: fields.integer('chunks', 1),
    width: fields.integer('width', 1),
    concurrency: fields.integer('concurrency', 1),
    tries: fields.integer('tries', 1),
    taskTimeoutSeconds: fields.number('taskTimeoutSeconds'),
    leaseSeconds: fields.number('leaseSeconds'),
    until: fields.integer('until'),
    code: fields.text('code'),
    submitter: fields.text('submitter'),
    createdAt: fields.integer('createdAt'),
    ...(parent === undefined ? {} : { parent }),
    ...(Array.isArray(parentTasks) ? { parentTasks: parentTasks as readonly number[] } : {}),
  };
}

/** `sent.json`, a hint: SQS accepted every chunk below `upTo`. */
export interface SentRecord {
  readonly upTo: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

export function encodeSentRecord(sent: SentRecord): string {
  return JSON.stringify({ v: PROTOCOL_VERSION, ...sent });
}

export function parseSentRecord(text: string): SentRecord {
  const fields = parseFields(text, 'sent.json');
  return { upTo: fields.integer('upTo'), at: fields.integer('at') };
}

const STOP_REASONS = ['cancelled', 'failures', 'code'] as const;

/** `stop`: no task of the run starts any more. */
export interface StopRecord {
  readonly token: string;
  readonly reason: (typeof STOP_REASONS)[number];
  /** Milliseconds since the epoch. */
  readonly at: number;
}

export function encodeStopRecord(stop: StopRecord): string {
  return JSON.stringify({ v: PROTOCOL_VERSION, ...stop });
}

export function parseStopRecord(text: string): StopRecord {
  const fields = parseFields(text, 'stop');
  return {
    token: fields.text('token'),
    reason: fields.oneOf('reason', STOP_REASONS),
    at: fields.integer('at'),
  };
}

/** `summary.json`: all results exist and nobody sends any more. Derived: it decides nothing. */
export interface SummaryRecord {
  readonly tasks: number;
  readonly failed: number;
  readonly chunks: number;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly endedAt: number;
}

export function encodeSummaryRecord(summary: SummaryRecord): string {
  return JSON.stringify({ v: PROTOCOL_VERSION, ...summary });
}

export function parseSummaryRecord(text: string): SummaryRecord {
  const fields = parseFields(text, 'summary.json');
  return {
    tasks: fields.integer('tasks'),
    failed: fields.integer('failed'),
    chunks: fields.integer('chunks'),
    createdAt: fields.integer('createdAt'),
    endedAt: fields.integer('endedAt'),
  };
}

/** Refuses objects of another protocol version by name, before their fields are looked at. */
export function requireVersion(version: unknown, what: string): void {
  if (version === PROTOCOL_VERSION) return;
  throw new ProtocolError(
    `${what}: protocol version ${JSON.stringify(version)}, this is version ${PROTOCOL_VERSION}`,
  );
}
