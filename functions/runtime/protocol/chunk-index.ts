import { ProtocolError } from './shape.ts';

const PAIR_BYTES = 16;

/** Where a chunk begins: its first byte in `inputs.jsonl`, and the number of its first task. */
export interface ChunkStart {
  readonly offset: number;
  readonly first: number;
}

/** One chunk's place: bytes `[from, to)` and tasks `first … first + count - 1`. */
export interface ChunkPlace {
  readonly chunk: number;
  readonly first: number;
  readonly count: number;
  readonly from: number;
  readonly to: number;
}

/** A decoded `chunks.bin`. Keeps 16 bytes a chunk. */
export interface ChunkIndex {
  /** M. */
  readonly chunks: number;
  /** N. */
  readonly tasks: number;
  /** Bytes of `inputs.jsonl`. */
  readonly bytes: number;
  /** Throws `RangeError` for a chunk that there is not. */
  place(chunk: number): ChunkPlace;
}

/**
 * Writes `chunks.bin`: a pair of unsigned 64-bit little-endian numbers a chunk, (byte offset, first task), and one more
 * that closes the last chunk. `starts` holds all M + 1 of them.
 */
export function encodeChunkIndex(starts: readonly ChunkStart[]): Uint8Array {
  const bytes = new Uint8Array(starts.length * PAIR_BYTES);
  const view = new DataView(bytes.buffer);
  starts.forEach(({ offset, first }, at) => {
    view.setBigUint64(at * PAIR_BYTES, BigInt(offset), true);
    view.setBigUint64(at * PAIR_BYTES + 8, BigInt(first), true);
  });
  return bytes;
}

/** Reads `chunks.bin`. Throws `ProtocolError` when it is cut short or does not grow. */
export function decodeChunkIndex(bytes: Uint8Array): ChunkIndex {
  const pairs = bytes.length / PAIR_BYTES;
  if (!Number.isInteger(pairs) || pairs < 2) {
    throw new ProtocolError(`chunks.bin: expected two or more pairs of 16 bytes, got ${bytes.length} bytes`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = (at: number): ChunkStart => ({
    offset: Number(view.getBigUint64(at * PAIR_BYTES, true)),
    first: Number(view.getBigUint64(at * PAIR_BYTES + 8, true)),
  });
  const chunks = pairs - 1;
  requireGrowth(start, chunks);
  return {
    chunks,
    tasks: start(chunks).first,
    bytes: start(chunks).offset,
    place: chunk => {
      if (!Number.isInteger(chunk) || chunk < 0 || chunk >= chunks) {
        throw new RangeError(`no chunk ${chunk}: there are ${chunks}`);
      }
      const [here, next] = [start(chunk), start(chunk + 1)];
      return { chunk, first: here.first, count: next.first - here.first, from: here.offset, to: next.offset };
    },
  };
}

function requireGrowth(start: (at: number) => ChunkStart, chunks: number): void {
  let before = start(0);
  if (before.offset !== 0 || before.first !== 0) throw new ProtocolError('chunks.bin: must begin at 0, 0');
  for (let at = 1; at <= chunks; at++) {
    const here = start(at);
    if (here.offset <= before.offset || here.first <= before.first) {
      throw new ProtocolError(`chunks.bin: chunk ${at - 1} is empty`);
    }
    before = here;
  }
}
