import type { Writable } from 'node:stream';
import { asError, CloudpoolError } from '../../errors.ts';

/** Where outcome lines go. */
export interface OutcomeSink {
  /** The file that will hold them; `undefined` for a stream. */
  readonly path?: string | undefined;
  /** Writes lines, each closed by a line feed. Resolves when there is room for more. */
  write(lines: readonly Uint8Array[]): Promise<void>;
  /** All lines are written: shows them as a whole. */
  commit(): Promise<void>;
  /** The lines will never be whole: leaves nothing behind. */
  discard(): Promise<void>;
}

/** Writes to a stream, e.g. standard output, at the pace of its reader. The stream is not ended. */
export function streamSink(stream: Writable): OutcomeSink {
  // The callback of `write` tells of errors; without a listener they would end the process.
  const ignore = () => undefined;
  stream.on('error', ignore);
  const release = async () => {
    stream.off('error', ignore);
  };
  return {
    write: lines =>
      new Promise((resolve, reject) => {
        stream.write(joinLines(lines), error => (error ? reject(readerGone(error)) : resolve()));
      }),
    commit: release,
    discard: release,
  };
}

/** Joins lines, each closed by a line feed. */
export function joinLines(lines: readonly Uint8Array[]): Buffer {
  const joined = Buffer.allocUnsafe(lines.reduce((sum, line) => sum + line.length + 1, 0));
  let used = 0;
  for (const line of lines) {
    joined.set(line, used);
    used += line.length + 1;
    joined[used - 1] = 0x0a;
  }
  return joined;
}

function readerGone(error: unknown): CloudpoolError {
  return new CloudpoolError(`the results could not be written: ${whyOf(error)}`, {
    code: 'OUTPUT_CLOSED',
    hint: 'The run goes on; npx cloudpool resume brings its results.',
    cause: error,
  });
}

function whyOf(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'EPIPE' ? 'whoever read them has gone' : asError(error).message;
}
