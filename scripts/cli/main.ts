import { resolve } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { CommanderError } from '@commander-js/extra-typings';
import { CloudpoolError } from '../errors.ts';
import { createContext, type ExitCode, say } from './command-context.ts';
import { renderError } from './error-view.ts';
import { listenForInterrupt } from './interrupt.ts';
import { type Execute, exitCodeOfUsage, runProgram } from './program.ts';
import { styleFor } from './style.ts';
import { type Terminal, widthOf } from './terminal.ts';

/** The repository that this file belongs to. */
const ROOT = resolve(import.meta.dirname, '../..');

/** Runs the command that the arguments name, prints what goes wrong, and returns the exit code. Never throws. */
export async function main(process: NodeJS.Process): Promise<ExitCode> {
  const terminal: Terminal = process;
  const argv = process.argv.slice(2);
  const interrupt = listenForInterrupt(process, line => say({ terminal }, line));
  const lost = watchOutput(terminal, interrupt.stop);
  const execute: Execute = async (options, run) => {
    const { signal, second: secondInterrupt } = interrupt;
    const directory = process.cwd();
    return run(createContext({ options, root: ROOT, directory, terminal, signal, secondInterrupt }));
  };
  try {
    const code = await runProgram(argv, terminal, execute);
    await setImmediate(); // a failed write is told after the code that made it
    lost.check();
    return code;
  } catch (thrown) {
    return report(thrown, terminal, argv.includes('--debug'), interrupt.signal);
  } finally {
    interrupt.dispose();
  }
}

function report(thrown: unknown, terminal: Terminal, debug: boolean, signal: AbortSignal): ExitCode {
  // Commander has printed its message itself.
  if (thrown instanceof CommanderError) return exitCodeOfUsage(thrown);
  // After Ctrl-C the errors of what was cut short are no news; Cloudpool's own still say how to go on.
  if (signal.aborted && !(thrown instanceof CloudpoolError)) return 130;
  const style = styleFor(terminal.stderr, terminal.env);
  const width = widthOf(terminal.stderr);
  say({ terminal }, ...renderError(thrown, { style, width, debug, root: ROOT }));
  if (signal.aborted) return 130;
  return thrown instanceof CloudpoolError ? thrown.exitCode : 1;
}

/**
 * Listens for what goes wrong with the output. `cloudpool … | head`: the reader may leave early, which is the end of the
 * work and no error. `check` throws anything else, as of a full disk.
 */
function watchOutput({ stdout, stderr }: Terminal, stop: () => void): { check(): void } {
  let failure: NodeJS.ErrnoException | undefined;
  const listener = (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') stop();
    else failure ??= error;
  };
  stdout.on('error', listener);
  stderr.on('error', listener);
  return {
    check: () => {
      if (failure === undefined) return;
      throw new CloudpoolError(`the output cannot be written: ${failure.message}`, {
        code: 'OUTPUT_UNWRITABLE',
        cause: failure,
      });
    },
  };
}
