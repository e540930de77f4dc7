import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { asError, CloudpoolError } from '../errors.ts';
import { type CommandContext, say } from './command-context.ts';

/** What a command reads, and what messages call it. */
export interface OpenInput {
  readonly input: AsyncIterable<Uint8Array>;
  readonly inputName: string;
}

/** Opens a file, or standard input for `-`. Throws `INPUT_UNREADABLE` before anything is done with it. */
export async function openInput(context: CommandContext, name = '-'): Promise<OpenInput> {
  const { stdin } = context.terminal;
  if (name !== '-') return { input: await openFile(resolve(context.directory, name), name), inputName: name };
  if (stdin.isTTY) say(context, 'Reading tasks from the terminal, one JSON value a line; Ctrl-D ends them.');
  return { input: stdin as AsyncIterable<Uint8Array>, inputName: 'standard input' };
}

async function openFile(path: string, name: string): Promise<AsyncIterable<Uint8Array>> {
  try {
    const stream = createReadStream(path);
    await once(stream, 'ready');
    // A folder opens like a file and fails at its first byte.
    if (!(await stat(path)).isDirectory()) return stream;
  } catch (thrown) {
    throw unreadable(name, asError(thrown).message, thrown);
  }
  throw unreadable(name, 'it is a folder');
}

function unreadable(name: string, why: string, cause?: unknown): CloudpoolError {
  const message = `The input ${name} cannot be read: ${why}`;
  return new CloudpoolError(message, { code: 'INPUT_UNREADABLE', exitCode: 2, cause });
}
