const LF = 0x0a;

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Cuts bytes into lines at 0x0A and nowhere else: U+2028 inside a JSON string is no line end. A final LF closes the last
 * line and opens none. The lines are views, not copies.
 */
export function splitLines(bytes: Uint8Array): Uint8Array[] {
  return [...eachLine(bytes)];
}

/** The same, one by one: a line costs a view of itself, and that is more than a short line. */
export function* eachLine(bytes: Uint8Array): Generator<Uint8Array> {
  let start = 0;
  while (start < bytes.length) {
    const end = bytes.indexOf(LF, start);
    if (end === -1) break;
    yield bytes.subarray(start, end);
    start = end + 1;
  }
  if (start < bytes.length) yield bytes.subarray(start);
}

/** Counts the lines without cutting them. */
export function countLines(bytes: Uint8Array): number {
  let lines = 0;
  for (let end = bytes.indexOf(LF); end !== -1; end = bytes.indexOf(LF, end + 1)) lines += 1;
  return bytes.length > 0 && bytes.at(-1) !== LF ? lines + 1 : lines;
}

/** Joins lines, each closed by a LF. */
export function joinLines(lines: readonly string[]): Uint8Array {
  return encoder.encode(lines.map(line => `${line}\n`).join(''));
}

/** UTF-8 to text. Throws `TypeError` for bytes that are not UTF-8. */
export function decodeText(bytes: Uint8Array): string {
  return decoder.decode(bytes);
}

/** How many bytes a text has in UTF-8. */
export function byteLength(text: string): number {
  return Buffer.byteLength(text, 'utf8');
}
