import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Writable } from 'node:stream';
import { CloudpoolError } from '../../errors.ts';
import type { RunSummary } from '../../pool/collect/collect.ts';
import { run } from '../../pool/commands/run.ts';
import { type CommandContext, type ExitCode, print } from '../command-context.ts';
import { openInput } from '../input.ts';
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
  await refuseSameFile(context, options);
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

/** The results would take the place of the tasks. */
async function refuseSameFile(
  { directory }: CommandContext,
  { input, output }: RunCommandOptions,
): Promise<void> {
  if (input === undefined || output === undefined) return;
  const [from, to] = await Promise.all(
    [input, output].map(name => stat(resolve(directory, name)).catch(() => undefined)),
  );
  if (from === undefined || to === undefined || !from.isFile()) return;
  if (from.dev !== to.dev || from.ino !== to.ino) return;
  throw new CloudpoolError(`${output} is the input itself: the results would replace the tasks`, {
    code: 'OUTPUT_IS_INPUT',
    hint: 'Give another file.',
    exitCode: 2,
  });
}
