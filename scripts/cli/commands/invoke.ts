import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Outcome } from '../../../functions/runtime/protocol/outcome.ts';
import { loadEnvironment } from '../../deploy/environment/environment.ts';
import { asError, CloudpoolError } from '../../errors.ts';
import { invoke } from '../../pool/commands/invoke.ts';
import { type CommandContext, type ExitCode, environmentName, print, say } from '../command-context.ts';
import { createRunRenderer } from '../render/run-renderer.ts';
import { workerLine } from '../render/worker-line.ts';
import { onPools } from '../session.ts';
import { plainStyle } from '../style.ts';

export interface InvokeCommandOptions {
  /** The pool's key. */
  readonly function: string;
  /** The task's input. Default: the test event of the function, or else null. */
  readonly json?: string | undefined;
}

/**
 * Runs one task once: its value goes to standard output, the end of the function's log to standard error. A task that
 * fails says why, and ends with 1.
 */
export async function invokeCommand(
  context: CommandContext,
  { function: name, json }: InvokeCommandOptions,
): Promise<ExitCode> {
  const input = json === undefined ? readTestEvent(context, name) : requireJson(json, FOR_THE_SHELL);
  const renderer = createRunRenderer(context);
  const { outcome, logTail } = await onPools(context, renderer, pools =>
    invoke(pools, { function: name, input }),
  );
  const log = logTail.trimEnd();
  if (log !== '')
    say(context, ...log.split('\n').map(line => context.style.dim(workerLine(line, plainStyle))));
  return printOutcome(context, outcome);
}

/** The value of one task goes to standard output, its error to standard error; with --json the whole outcome. */
export function printOutcome(context: CommandContext, outcome: Outcome): ExitCode {
  if (context.options.json) print(context, JSON.stringify(outcome));
  else if (outcome.ok) print(context, JSON.stringify(outcome.value));
  else say(context, `${outcome.error.name}: ${outcome.error.message}`);
  return outcome.ok ? 0 : 1;
}

const FOR_THE_SHELL = `Quote it for the shell: npx cloudpool invoke hello '{"name":"Ada"}'`;

/** The input that stands beside the function's code: what `invoke` sends when it is told nothing else. */
function readTestEvent(context: CommandContext, pool: string): string {
  const { root, terminal } = context;
  const { stacks } = loadEnvironment(environmentName(context), { root, variables: terminal.env });
  const path = join('functions', stacks.get(pool)?.function ?? pool, 'event.json');
  if (!existsSync(join(root, path))) return 'null';
  const input = requireJson(readFileSync(join(root, path), 'utf8'), `It stands in ${path}.`);
  say(context, context.style.dim(`Input: ${path}`));
  return input;
}

function requireJson(text: string, hint: string): string {
  try {
    return JSON.stringify(JSON.parse(text));
  } catch (thrown) {
    throw new CloudpoolError(`The input is not JSON: ${asError(thrown).message}`, {
      code: 'INPUT_NOT_JSON',
      exitCode: 2,
      hint,
    });
  }
}
