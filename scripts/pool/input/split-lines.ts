import { Buffer } from 'node:buffer';

/** The longest input line, without its line feed: 4 MiB (a chunk's bytes have the same bound). */
export const MAX_LINE_BYTES = 4 * 1024 * 1024;

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/**
 * Cuts a stream of bytes at 0x0A and at nothing else: `node:readline` also cuts at U+2028 inside a JSON string.
 * The byte order mark at the start and carriage returns at line ends are dropped.
 */
export interface LineSplitter {
  /** The lines that this piece completes. A line is valid until the next call only. */
  push(piece: Uint8Array): Generator<InputLine>;
  /** The last line, where the input does not end in a line feed. */
  end(): Generator<InputLine>;
}

/** `bytes` is `undefined` for a line beyond the limit: its bytes were not kept. */
export interface InputLine {
  /** From 1. */
  readonly number: number;
  readonly bytes: Buffer | undefined;
}

export function createLineSplitter(maxLineBytes = MAX_LINE_BYTES): LineSplitter {
  // Room for what is dropped afterwards: a byte order mark and a carriage return.
  const keepAtMost = maxLineBytes + BYTE_ORDER_MARK.length + 1;
  let number = 1;
  let kept: Buffer[] = [];
  let length = 0;

  const keep = (part: Buffer) => {
    length += part.length;
    if (length <= keepAtMost) kept.push(part);
    else kept = [];
  };
  const finish = (): InputLine => {
    const raw = length > keepAtMost ? undefined : kept.length === 1 ? kept[0] : Buffer.concat(kept);
    const bytes = raw && clean(raw, number);
    const line = { number, bytes: bytes && bytes.length <= maxLineBytes ? bytes : undefined };
    number += 1;
    kept = [];
    length = 0;
    return line;
  };

  return {
    *push(piece) {
      const bytes = Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
      let start = 0;
      for (let at = bytes.indexOf(LINE_FEED); at !== -1; at = bytes.indexOf(LINE_FEED, start)) {
        keep(bytes.subarray(start, at));
        start = at + 1;
        yield finish();
      }
      // A copy: whoever gave the piece may fill it again.
      if (start < bytes.length) keep(Buffer.from(bytes.subarray(start)));
    },
    *end() {
      if (length > 0) yield finish();
    },
  };
}

function clean(line: Buffer, number: number): Buffer {
  const marked = number === 1 && line.subarray(0, 3).equals(BYTE_ORDER_MARK);
  let end = line.length;
  while (end > 0 && line[end - 1] === CARRIAGE_RETURN) end -= 1;
  return line.subarray(marked ? Math.min(3, end) : 0, end);
}
