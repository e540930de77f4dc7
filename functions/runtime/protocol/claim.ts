import { decodeText, joinLines, splitLines } from './lines.ts';
import { PROTOCOL_VERSION } from './message.ts';
import { type OutcomeLine, parseOutcome } from './outcome.ts';
import { requireVersion } from './run-record.ts';
import { parseFields } from './shape.ts';

const MODES = ['normal'] as const;

/** `attempts/<chunk>/<n>`: the proof that attempt n began. Immutable; one owner. */
export interface Claim {
  readonly token: string;
  readonly attempt: number;
  readonly messageId: string;
  /** The receive count of the delivery that won it. */
  readonly receive: number;
  readonly worker: string;
  readonly code: string;
  readonly mode: (typeof MODES)[number];
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Milliseconds since the epoch: the worker is surely gone after it. */
  readonly ends: number;
}

export function encodeClaim(claim: Claim): string {
  return JSON.stringify({ v: PROTOCOL_VERSION, ...claim });
}

/** Reads a claim. Throws `ProtocolError`. */
export function parseClaim(text: string): Claim {
  const fields = parseFields(text, 'claim');
  requireVersion(fields.raw('v'), 'claim');
  return {
    token: fields.text('token'),
    attempt: fields.integer('attempt', 1),
    messageId: fields.text('messageId'),
    receive: fields.integer('receive'),
    worker: fields.text('worker'),
    code: fields.text('code'),
    mode: fields.oneOf('mode', MODES),
    at: fields.integer('at'),
    ends: fields.integer('ends'),
  };
}

const GIVE_BACK_REASONS = ['deadline', 'signal', 'again'] as const;

export type GiveBackReason = (typeof GIVE_BACK_REASONS)[number];

/** How often an open task was started, and how many of these starts ended in an error. */
export interface Tries {
  readonly task: number;
  readonly started: number;
  readonly failed: number;
}

/**
 * `attempts/<chunk>/<n>.end`: attempt n ended cleanly without a result. First line the header, then a line per outcome,
 * then a line per open task that was started.
 */
export interface GiveBack {
  readonly token: string;
  readonly attempt: number;
  readonly reason: GiveBackReason;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Only what this attempt itself gained. */
  readonly outcomes: readonly OutcomeLine[];
  readonly tries: readonly Tries[];
}

export function encodeGiveBack({ outcomes, tries, ...header }: GiveBack): Uint8Array {
  return joinLines([
    JSON.stringify({ v: PROTOCOL_VERSION, ...header, outcomes: outcomes.length }),
    ...outcomes.map(({ line }) => line),
    ...tries.map(one => JSON.stringify(one)),
  ]);
}

/** Reads a clean end. Throws `ProtocolError`. */
export function decodeGiveBack(bytes: Uint8Array): GiveBack {
  const [head = '', ...lines] = splitLines(bytes).map(decodeText);
  const fields = parseFields(head, 'end of an attempt');
  requireVersion(fields.raw('v'), 'end of an attempt');
  const outcomes = fields.integer('outcomes');
  return {
    token: fields.text('token'),
    attempt: fields.integer('attempt', 1),
    reason: fields.oneOf('reason', GIVE_BACK_REASONS),
    at: fields.integer('at'),
    outcomes: lines.slice(0, outcomes).map(parseOutcomeLine),
    tries: lines.slice(outcomes).map(parseTries),
  };
}

function parseOutcomeLine(line: string): OutcomeLine {
  const { task, ok, attempts } = parseOutcome(line);
  return { task, ok, attempts, line };
}

function parseTries(line: string): Tries {
  const fields = parseFields(line, 'tries');
  return {
    task: fields.integer('task'),
    started: fields.integer('started'),
    failed: fields.integer('failed'),
  };
}
