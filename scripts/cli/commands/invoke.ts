import { asError, CloudpoolError } from '../../errors.ts';
import { invoke } from '../../pool/commands/invoke.ts';
import { type CommandContext, type ExitCode, print, say } from '../command-context.ts';
import { createRunRenderer } from '../render/run-renderer.ts';
import { onPools } from '../session.ts';

/** Calls a function once: its answer goes to standard output, the end of its log to standard error. */
export async function invokeCommand(
  context: CommandContext,
  { function: name, json }: { readonly function: string; readonly json: string },
): Promise<ExitCode> {
  const event = requireJson(json);
  const renderer = createRunRenderer(context);
  const { payload, logTail } = await onPools(context, renderer, pools =>
    invoke(pools, { function: name, event }),
  );
  const log = logTail.trimEnd();
  if (log !== '') say(context, ...log.split('\n').map(line => context.style.dim(line)));
  print(context, payload);
  return 0;
}

function requireJson(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text));
  } catch (thrown) {
    throw new CloudpoolError(`The event is not JSON: ${asError(thrown).message}`, {
      code: 'EVENT_NOT_JSON',
      exitCode: 2,
      hint: `Quote it for the shell: npx cloudpool invoke hello '{"name":"Ada"}'`,
    });
  }
}
