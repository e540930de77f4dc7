import { destroy } from '../../deploy/destroy.ts';
import { approve, requireApproval } from '../approval.ts';
import { interruptDesk } from '../ask-interrupted.ts';
import type { CommandContext, ExitCode } from '../command-context.ts';
import { createDeployRenderer } from '../render/deploy-renderer.ts';
import { loadGraph, onStacks } from '../session.ts';
import { exitCodeOf } from './deploy.ts';

export interface DestroyCommandOptions {
  readonly keys: readonly string[];
  readonly yes: boolean;
  readonly purge: boolean;
}

/** Deletes stacks after one question; with `--purge` and on AWS the answer is the typed prefix, whatever `--yes` says. */
export async function destroyCommand(
  context: CommandContext,
  { keys, yes: wantsYes, purge }: DestroyCommandOptions,
): Promise<ExitCode> {
  const graph = loadGraph(context);
  const { prefix, region, endpoint } = graph.environment;
  const yes = wantsYes && (!purge || endpoint !== undefined);
  requireApproval(context, yes, wantsYes ? TYPED : SHOWN);
  const renderer = createDeployRenderer(context, { title: `Destroying ${prefix}` });
  const place = endpoint ?? region;
  const answer = purge
    ? { yes, question: `Delete this in ${place}, with everything in its buckets?`, typed: prefix }
    : { yes, question: `Delete this in ${place}?` };
  const parts = {
    renderer,
    unattended: yes,
    approve: () => approve(context, renderer, answer),
    interrupt: interruptDesk(context, renderer),
  };
  return exitCodeOf(await onStacks(context, graph, parts, inner => destroy(inner, { keys, purge })));
}

const SHOWN =
  'Run it in a terminal, where it shows what would be lost before it asks, or approve with --yes.';
const TYPED = 'On AWS --purge wants the prefix typed, also with --yes: run it in a terminal.';
