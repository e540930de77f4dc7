import { Readable } from 'node:stream';
import { unlessAborted } from '../../../functions/runtime/protocol/unless-aborted.ts';
import { CloudpoolError } from '../../errors.ts';

/**
 * Passes an input on to its end. Throws `INTERRUPTED` when the user leaves: an input that is silent must not keep them,
 * and a stream is destroyed, so that it does not keep the process either.
 */
export async function* untilLeft<Piece>(
  input: AsyncIterable<Piece>,
  signal: AbortSignal,
): AsyncGenerator<Piece> {
  const pieces = input[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await unlessAborted(pieces.next(), signal);
      if (next === undefined) throw interrupted();
      if (next.done) return;
      yield next.value;
    }
  } finally {
    // A generator in the middle of its wait would answer `return` only after it.
    if (input instanceof Readable) input.destroy();
    else void pieces.return?.()?.catch(() => undefined);
  }
}

/** Throws when the user has left. */
export function requireStay(signal: AbortSignal): void {
  if (signal.aborted) throw interrupted();
}

function interrupted(): CloudpoolError {
  return new CloudpoolError('interrupted before the run was created; nothing was sent', {
    code: 'INTERRUPTED',
    exitCode: 130,
  });
}
