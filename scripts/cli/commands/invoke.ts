import type { Outcome } from '../../../functions/runtime/protocol/outcome.ts';
import { asError, CloudpoolError } from '../../errors.ts';
import { invoke } from '../../pool/commands/invoke.ts';
import { type CommandContext, type ExitCode, print, say } from '../command-context.ts';
import { createRunRenderer } from '../render/run-renderer.ts';
import { onPools } from '../session.ts';

/**
 * Runs one task once: its value goes to standard output, the end of the function's log to standard error. A task that
 * fails says why, and ends with 1.
 */
export async function invokeCommand(
  context: CommandContext,
  { function: name, json }: { readonly function: string; readonly json: string },
): Promise<ExitCode> {
  const input = requireJson(json);
  const renderer = createRunRenderer(context);
  const { outcome, logTail } = await onPools(context, renderer, pools =>
    invoke(pools, { function: name, input }),
  );
  const log = logTail.trimEnd();
  if (log !== '') say(context, ...log.split('\n').map(line => context.style.dim(line)));
  return printOutcome(context, outcome);
}

/** The value of one task goes to standard output, its error to standard error; with --json the whole outcome. */
export function printOutcome(context: CommandContext, outcome: Outcome): ExitCode {
  if (context.options.json) print(context, JSON.stringify(outcome));
  else if (outcome.ok) print(context, JSON.stringify(outcome.value));
  else say(context, `${outcome.error.name}: ${outcome.error.message}`);
  return outcome.ok ? 0 : 1;
}

function requireJson(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text));
  } catch (thrown) {
    throw new CloudpoolError(`The input is not JSON: ${asError(thrown).message}`, {
      code: 'INPUT_NOT_JSON',
      exitCode: 2,
      hint: `Quote it for the shell: npx cloudpool invoke hello '{"name":"Ada"}'`,
    });
  }
}
