import { type Buffer, isUtf8 } from 'node:buffer';
import type { Problem } from '../../errors.ts';
import { findJsonError } from './find-json-error.ts';
import { type InputLine, MAX_LINE_BYTES } from './split-lines.ts';

const SNIPPET = 24;

/** Judges one input line: its problem, or `undefined` when it is one JSON value in UTF-8. `file` is for the position. */
export function checkLine({ number, bytes }: InputLine, file: string): Problem | undefined {
  const problem = (code: string, column: number, message: string): Problem => ({
    code,
    message,
    at: { file, line: number, column },
  });
  if (bytes === undefined) {
    return problem('LINE_TOO_LARGE', 1, `the line is longer than ${MAX_LINE_BYTES} bytes (4 MiB)`);
  }
  if (!isUtf8(bytes)) {
    return problem('NOT_UTF8', firstBadByteColumn(bytes), 'the bytes are not UTF-8');
  }
  const text = bytes.toString('utf8');
  if (isJson(text)) return undefined;
  const at = findJsonError(text) ?? 0;
  return problem('NOT_JSON', at + 1, `expected one JSON value, got ${got(text, at)}`);
}

/** True for a line of spaces and tabs only: no task at the end of the input, a problem anywhere else. */
export function isBlank(bytes: Buffer): boolean {
  for (const byte of bytes) if (byte !== 0x20 && byte !== 0x09 && byte !== 0x0d) return false;
  return true;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function got(text: string, at: number): string {
  if (text.trim() === '') return 'a blank line';
  if (at >= text.length) return 'the end of the line';
  const rest = text.slice(at, at + SNIPPET);
  return JSON.stringify(text.length > at + SNIPPET ? `${rest}…` : rest);
}

/** Bisects for the longest prefix that is good so far; an unfinished character at its end is still good. */
function firstBadByteColumn(bytes: Buffer): number {
  let good = 0;
  let bad = bytes.length + 1;
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (decodePrefix(bytes, middle) === undefined) bad = middle;
    else good = middle;
  }
  return (decodePrefix(bytes, good) ?? '').length + 1;
}

function decodePrefix(bytes: Buffer, length: number): string | undefined {
  try {
    const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
    return decoder.decode(bytes.subarray(0, Math.min(length, bytes.length)), { stream: true });
  } catch {
    return undefined;
  }
}
