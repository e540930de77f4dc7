import { type LooseMessage, readLooseBody } from './loose.ts';
import { type Fields, ProtocolError, parseFields } from './shape.ts';

/** The version of everything under `functions/runtime/protocol/`. Client and workers of one run must share it. */
export const PROTOCOL_VERSION = 1;

/** The message attribute that tells a chunk of a run from a loose task, and its value. */
export const MESSAGE_ATTRIBUTE = 'cloudpool';
export const CHUNK_ATTRIBUTE_VALUE = `chunk.${PROTOCOL_VERSION}`;

/**
 * The body of a message: "look here". It names one chunk of one run, so that a worker needs no lookup to find its bytes.
 * At most 300 bytes.
 */
export interface ChunkMessage {
  readonly run: string;
  /** 0 … M-1. */
  readonly chunk: number;
  /** The number of the chunk's first task. */
  readonly first: number;
  /** How many tasks it has, at least 1. */
  readonly count: number;
  /** The chunk's bytes in `inputs.jsonl`: `[from, to)`, the last LF included. */
  readonly from: number;
  readonly to: number;
  /** Seconds since the epoch: no task starts after it. */
  readonly until: number;
}

/** What a delivery turned out to be. */
export type ReadMessage =
  | { readonly kind: 'chunk'; readonly message: ChunkMessage }
  /** No attribute `cloudpool`: not sent by a client of Cloudpool. */
  | { readonly kind: 'loose'; readonly message: LooseMessage }
  | { readonly kind: 'unknown-version'; readonly version: string }
  | { readonly kind: 'malformed'; readonly problem: string };

/** Writes a chunk's message: body and attribute. */
export function encodeMessage(message: ChunkMessage): { body: string; attributes: Record<string, string> } {
  const { run, chunk, first, count, from, to, until } = message;
  return {
    body: JSON.stringify({ v: PROTOCOL_VERSION, run, chunk, first, count, from, to, until }),
    attributes: { [MESSAGE_ATTRIBUTE]: CHUNK_ATTRIBUTE_VALUE },
  };
}

/** Reads a message. Never throws: whatever somebody put on the queue gets an answer. */
export function readMessage(delivery: {
  readonly body: string;
  readonly attributes: Readonly<Record<string, string>>;
}): ReadMessage {
  const version = delivery.attributes[MESSAGE_ATTRIBUTE];
  if (version === undefined) return { kind: 'loose', message: readLooseBody(delivery.body) };
  if (version !== CHUNK_ATTRIBUTE_VALUE) return { kind: 'unknown-version', version };
  try {
    return { kind: 'chunk', message: chunkOf(parseFields(delivery.body, 'message')) };
  } catch (error) {
    if (error instanceof ProtocolError) return { kind: 'malformed', problem: error.message };
    throw error;
  }
}

function chunkOf(fields: Fields): ChunkMessage {
  const message = {
    run: runId(fields.text('run')),
    chunk: fields.integer('chunk'),
    first: fields.integer('first'),
    count: fields.integer('count', 1),
    from: fields.integer('from'),
    to: fields.integer('to', fields.integer('from') + 1),
    until: fields.integer('until'),
  };
  fields.integer('v', PROTOCOL_VERSION);
  return message;
}

/** A run's id becomes part of object keys: nothing in it may leave the run's folder. */
function runId(text: string): string {
  if (/^[A-Za-z0-9][A-Za-z0-9-]{0,63}$/.test(text)) return text;
  throw new ProtocolError(`message: "run" is no run id: ${JSON.stringify(text).slice(0, 80)}`);
}

/** Tells whether a run's last moment is over. `until` in seconds, `now` in milliseconds since the epoch. */
export function isPast(until: number, now: number): boolean {
  return now > until * 1000;
}
