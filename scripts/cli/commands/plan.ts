import { plan } from '../../deploy/plan.ts';
import type { CommandContext, ExitCode } from '../command-context.ts';
import { createDeployRenderer } from '../render/deploy-renderer.ts';
import { loadGraph, onStacks } from '../session.ts';

/** Shows what `deploy` would change. */
export async function planCommand(
  context: CommandContext,
  { keys }: { readonly keys: readonly string[] },
): Promise<ExitCode> {
  const graph = loadGraph(context);
  // The plan is the result here: it goes to standard output.
  const { stdout } = context.terminal;
  const renderer = createDeployRenderer(context, {
    title: `Planning ${graph.environment.prefix}`,
    planTo: stdout,
  });
  const approve = () => Promise.resolve(false);
  await onStacks(context, graph, { renderer, approve }, deploy => plan(deploy, { keys }));
  return 0;
}
