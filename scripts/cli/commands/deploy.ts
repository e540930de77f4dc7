import type { DeployResult } from '../../deploy/apply/results.ts';
import { deploy } from '../../deploy/deploy.ts';
import { stackNode } from '../../deploy/plan/selection.ts';
import { approve, requireApproval } from '../approval.ts';
import { interruptDesk } from '../ask-interrupted.ts';
import { type CommandContext, type ExitCode, print } from '../command-context.ts';
import { createDeployRenderer } from '../render/deploy-renderer.ts';
import { renderOutputs } from '../render/outputs-view.ts';
import { loadGraph, onStacks } from '../session.ts';
import { styleFor } from '../style.ts';

export interface DeployCommandOptions {
  readonly keys: readonly string[];
  readonly yes: boolean;
  readonly wait: boolean;
  /** Stacks of somebody else that this environment takes over. */
  readonly adopt: readonly string[];
}

/** Plans, asks once, and applies. */
export async function deployCommand(
  context: CommandContext,
  { keys, yes, wait, adopt }: DeployCommandOptions,
): Promise<ExitCode> {
  requireApproval(context, yes);
  const graph = loadGraph(context);
  const { prefix, region, endpoint } = graph.environment;
  const renderer = createDeployRenderer(context, { title: `Deploying ${prefix}` });
  const question = `Apply this to ${prefix} (${endpoint ?? region})?`;
  const parts = {
    renderer,
    unattended: yes,
    approve: () => approve(context, renderer, { question, yes }),
    adopt: new Set(adopt.map(key => stackNode(graph, key).key)),
    interrupt: interruptDesk(context, renderer),
  };
  const result = await onStacks(context, graph, parts, inner => deploy(inner, { keys, wait }));
  if (!context.options.json) print(context, ...outputLines(result, context));
  return exitCodeOf(result);
}

/** A declined question is no failure: nothing was changed. */
export function exitCodeOf({ detached, succeeded }: Pick<DeployResult, 'detached' | 'succeeded'>): ExitCode {
  if (detached) return 130;
  return succeeded ? 0 : 1;
}

function outputLines({ stacks }: DeployResult, { terminal }: CommandContext): string[] {
  const outputs = new Map([...stacks].map(([key, stack]) => [key, stack.outputs]));
  return renderOutputs(outputs, styleFor(terminal.stdout, terminal.env));
}
