import { deploy } from '../../deploy/deploy.ts';
import type { DeployGraph } from '../../deploy/graph/graph.ts';
import { CloudpoolError } from '../../errors.ts';
import { type CommandContext, type ExitCode, say } from '../command-context.ts';
import { exitCodeOf } from '../commands/deploy.ts';
import { createDeployRenderer } from '../render/deploy-renderer.ts';
import { loadGraph, onStacks } from '../session.ts';

/** The context of every demo: it always uses the local environment, and must not cost anybody money. */
export function demoContext(given: CommandContext): CommandContext {
  return { ...given, options: { ...given.options, environment: 'local' } };
}

/** Deploys what a demo wants of the local environment, with all that it needs. Of `besides` only what the file has. */
export async function deployLocal(
  context: CommandContext,
  { pool, besides = [] }: { readonly pool: string; readonly besides?: readonly string[] },
): Promise<ExitCode> {
  const graph = loadGraph(context);
  requireEndpoint(graph);
  const renderer = createDeployRenderer(context, {
    title: `Deploying ${graph.environment.prefix}`,
    brief: true,
  });
  const approve = async () => {
    if (!context.options.json)
      say(context, 'Approved by the demo itself: this touches nothing but the emulator.');
    return true;
  };
  const keys = [...besides.filter(key => graph.nodes.has(key)), pool];
  const parts = { renderer, approve, unattended: true };
  return exitCodeOf(await onStacks(context, graph, parts, inner => deploy(inner, { keys })));
}

/** A demo approves by itself, so it must never meet a real account. */
function requireEndpoint({ environment }: DeployGraph): void {
  if (environment.endpoint !== undefined) return;
  throw new CloudpoolError('environments/local.yaml has no endpoint: the demo runs on the emulator only.', {
    code: 'NO_ENDPOINT',
    exitCode: 2,
    hint: 'Write `endpoint: http://127.0.0.1:4566` into it.',
  });
}
