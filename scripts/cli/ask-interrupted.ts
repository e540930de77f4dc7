import type { ActiveStack, InterruptAnswer, InterruptDesk } from '../deploy/apply/interruption.ts';
import { type CommandContext, say } from './command-context.ts';
import { ask, confirm } from './prompt.ts';
import type { Renderer } from './render/renderer.ts';
import { canAsk } from './terminal.ts';

/**
 * Asks after the first Ctrl-C what becomes of the stacks that are being changed; the second detaches. `undefined`
 * where nobody can be asked: then a command detaches at once.
 */
export function interruptDesk(
  context: CommandContext,
  renderer: Pick<Renderer<never>, 'pause' | 'resume'>,
): InterruptDesk | undefined {
  const { terminal, secondInterrupt } = context;
  if (secondInterrupt === undefined || !canAsk(terminal)) return undefined;
  const detach = secondInterrupt();
  return {
    detach,
    ask: async (active, over) => {
      renderer.pause();
      const answer = await decide(context, active, AbortSignal.any([detach, over]));
      renderer.resume();
      return answer;
    },
  };
}

async function decide(
  context: CommandContext,
  active: readonly ActiveStack[],
  signal: AbortSignal,
): Promise<InterruptAnswer> {
  const { terminal, style } = context;
  const named = (operation: string) =>
    active.filter(stack => stack.operation === operation).map(({ key }) => key);
  const [updates, creations, deletions] = [named('update'), named('create'), named('delete')];
  const going = [
    ...sentence('updating', updates),
    ...sentence('creating', creations),
    ...sentence('deleting', deletions),
  ];
  say(context, ...going);
  if (deletions.length === active.length) return followOrDetach(context, signal);
  const question = style.bold('Cancel (roll back), or detach (CloudFormation goes on)?');
  const answer = await ask(`${question} [c/D] `, terminal, signal);
  if (answer === undefined || !/^c(ancel)?$/i.test(answer)) return 'detach';
  if (creations.length === 0) return 'cancel';
  const deletes = await confirm(style.bold(`Delete ${creations.join(', ')} as well?`), terminal, signal);
  return deletes ? 'cancel-and-delete' : 'cancel';
}

/** Nothing can be cancelled: what is left is to see the end of it, or not. */
async function followOrDetach(
  { terminal, style }: CommandContext,
  signal: AbortSignal,
): Promise<InterruptAnswer> {
  const question = 'A deletion cannot be cancelled. Follow it to its end, or detach?';
  const answer = await ask(`${style.bold(question)} [f/D] `, terminal, signal);
  return answer !== undefined && /^f(ollow)?$/i.test(answer) ? 'cancel' : 'detach';
}

function sentence(verb: string, keys: readonly string[]): readonly string[] {
  return keys.length === 0 ? [] : [`CloudFormation is ${verb} ${keys.join(', ')}.`];
}
