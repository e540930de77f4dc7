import { CloudpoolError } from '../../errors.ts';

/** Characters gathered before they are handed on: worth sending, and few enough to hold. */
const PIECE = 64 * 1024;

/**
 * Writes values as JSON lines, in pieces worth sending. Throws `INPUT_NOT_JSON` at the first value that JSON cannot hold.
 */
export async function* inputLines(
  inputs: Iterable<unknown> | AsyncIterable<unknown>,
): AsyncGenerator<Uint8Array> {
  let piece = '';
  let at = 0;
  for await (const input of inputs) {
    piece += `${jsonOf(input, at++)}\n`;
    if (piece.length < PIECE) continue;
    yield Buffer.from(piece);
    piece = '';
  }
  if (piece !== '') yield Buffer.from(piece);
}

function jsonOf(input: unknown, at: number): string {
  try {
    const text: string | undefined = JSON.stringify(input);
    if (text !== undefined) return text;
  } catch (thrown) {
    const [why = ''] = String(thrown).split('\n');
    throw notJson(at, why);
  }
  throw notJson(at, `it is of type ${typeof input}`);
}

function notJson(at: number, why: string): CloudpoolError {
  return new CloudpoolError(
    `input ${at} (counted from 0) cannot be written as JSON: ${why}; nothing was sent`,
    {
      code: 'INPUT_NOT_JSON',
      exitCode: 2,
    },
  );
}
