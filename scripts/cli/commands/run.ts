import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Writable } from 'node:stream';
import { asError, CloudpoolError } from '../../errors.ts';
import type { RunSummary } from '../../pool/collect/collect.ts';
import { run } from '../../pool/commands/run.ts';
import { type CommandContext, type ExitCode, print, say } from '../command-context.ts';
import { createRunRenderer } from '../render/run-renderer.ts';
import { onPools } from '../session.ts';

export interface RunCommandOptions {
  readonly pool: string;
  readonly input?: string | undefined;
  readonly output?: string | undefined;
  readonly chunk?: number | undefined;
  readonly tries?: number | undefined;
  readonly unordered?: true | undefined;
  readonly detach?: true | undefined;
  readonly force?: true | undefined;
}

/** Tasks from a file or standard input to results in a file or on standard output. */
export async function runCommand(context: CommandContext, options: RunCommandOptions): Promise<ExitCode> {
  const { pool, chunk, tries, detach, force } = options;
  const { input, inputName } = await openInput(context, options.input);
  const renderer = createRunRenderer(context);
  const output = outputOf(context, options.output);
  const settings = {
    pool,
    input,
    inputName,
    output,
    ordered: !options.unordered,
    chunk,
    tries,
    detach,
    force,
  };
  const summary = await onPools(context, renderer, pools => run(pools, settings));
  if (!detach) return exitCodeOfRun(summary);
  if (!context.options.json) print(context, summary.run);
  return 0;
}

/** 0 if every task ended well. */
export function exitCodeOfRun({ failed }: RunSummary): ExitCode {
  return failed === 0 ? 0 : 1;
}

/** Where results go. With --json, standard output carries the events, and the outcomes are among them. */
export function outputOf({ directory, options, terminal }: CommandContext, file?: string): string | Writable {
  if (file !== undefined) return resolve(directory, file);
  if (options.json) return new Writable({ write: (_chunk, _encoding, done) => done() });
  return terminal.stdout as Writable;
}

async function openInput(context: CommandContext, name = '-') {
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
