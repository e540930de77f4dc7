import { drain } from '../../pool/commands/drain.ts';
import type { DrainTotals } from '../../pool/dead/dead-letter-drain.ts';
import { type CommandContext, type ExitCode, printJson, say } from '../command-context.ts';
import { formatCount, plural } from '../format.ts';
import { createRunRenderer } from '../render/run-renderer.ts';
import { onPools } from '../session.ts';

/** Ends the tasks of a pool whose messages its queue gave up. */
export async function drainCommand(
  context: CommandContext,
  options: { readonly pool: string },
): Promise<ExitCode> {
  const renderer = createRunRenderer(context);
  const totals = await onPools(context, renderer, pools => drain(pools, options));
  if (context.options.json) printJson(context, { type: 'drained', pool: options.pool, ...totals });
  else say(context, drainLine(totals));
  return context.signal.aborted ? 130 : 0;
}

/** Writes what became of dead letters: `3 dead letters are closed: 5 tasks ended with an error. 1 stays.` */
export function drainLine({ closed, failed, finished, busy, unknown }: DrainTotals): string {
  const gone = closed + finished;
  if (gone + busy + unknown === 0) return 'There are no dead letters.';
  const tasks = closed === 0 ? '' : `: ${plural(failed, 'task')} ended with an error`;
  return [
    `${plural(gone, 'dead letter is', 'dead letters are')} closed${tasks}.`,
    ...(busy === 0 ? [] : [`${formatCount(busy)} of chunks that somebody works on.`]),
    ...(unknown === 0
      ? []
      : [`${formatCount(unknown)} that nobody understands, and that expire after 14 days.`]),
  ].join(' ');
}
