import { PermanentError } from '../permanent-error.ts';
import { decodeText } from '../protocol/lines.ts';

/** The input line is no JSON. The client checks what it sends: somebody else wrote this one. */
export class InputCorrupt extends PermanentError {
  override readonly name = 'InputCorrupt';
}

/** A function returned what JSON cannot hold. */
export class ValueNotJson extends PermanentError {
  override readonly name = 'ValueNotJson';
}

/** Reads an input line: UTF-8 JSON. */
export function parseInput(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(decodeText(bytes));
  } catch (cause) {
    throw new InputCorrupt(`the input is not JSON: ${messageOf(cause)}`, { cause });
  }
}

/** Writes a returned value as JSON text; nothing at all is `null`. */
export function valueText(value: unknown): string {
  if (value === undefined) return 'null';
  const text = stringify(value);
  if (text !== undefined) return text;
  throw new ValueNotJson(`the function returned a value of type ${typeof value} that JSON cannot hold`);
}

/** `undefined` for functions and symbols, which the type of `JSON.stringify` leaves out. */
function stringify(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch (cause) {
    throw new ValueNotJson(`the returned value cannot be written as JSON: ${messageOf(cause)}`, { cause });
  }
}

/** The first line: V8 draws a picture of a cycle below it. */
function messageOf(error: unknown): string {
  const [first = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
  return first;
}
