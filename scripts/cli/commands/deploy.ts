import type { DeployResult } from '../../deploy/apply/results.ts';
import { deploy } from '../../deploy/deploy.ts';
import type { DeployGraph } from '../../deploy/graph/graph.ts';
import { stackNode } from '../../deploy/plan/selection.ts';
import { approve, requireApproval } from '../approval.ts';
import { interruptDesk } from '../ask-interrupted.ts';
import { type CommandContext, type ExitCode, print } from '../command-context.ts';
import { createDeployRenderer } from '../render/deploy-renderer.ts';
import { renderOutputs } from '../render/outputs-view.ts';
import type { ReportFile } from '../report-file.ts';
import { loadGraph, onStacks } from '../session.ts';
import { styleFor } from '../style.ts';

export interface DeployCommandOptions {
  readonly keys: readonly string[];
  readonly yes: boolean;
  readonly wait: boolean;
  /** Stacks of somebody else that this environment takes over. */
  readonly adopt: readonly string[];
  /** The file of the report. */
  readonly report?: string | undefined;
}

/** Plans, asks once, and applies; with a report also of a deploy that fails half-way. */
export async function deployCommand(
  context: CommandContext,
  options: DeployCommandOptions,
): Promise<ExitCode> {
  const graph = loadGraph(context);
  requireApproval(context, options.yes);
  const { prefix, region, endpoint } = graph.environment;
  const report = await openReport(context, options.report);
  try {
    const result = await deployStacks(context, graph, { ...options, report });
    if (!context.options.json) print(context, ...outputLines(result, context));
    return exitCodeOf(result);
  } finally {
    await report?.close(`Deploy of ${prefix} (${endpoint ?? region})`);
  }
}

async function openReport(context: CommandContext, name?: string): Promise<ReportFile | undefined> {
  if (name === undefined) return undefined;
  // Who wants no report does not wait for it either.
  const { openReportFile } = await import('../report-file.ts');
  return await openReportFile(context, name);
}

async function deployStacks(
  context: CommandContext,
  graph: DeployGraph,
  {
    keys,
    yes,
    wait,
    adopt,
    report,
  }: Omit<DeployCommandOptions, 'report'> & { report: ReportFile | undefined },
): Promise<DeployResult> {
  const { prefix, region, endpoint } = graph.environment;
  const plain = createDeployRenderer(context, { title: `Deploying ${prefix}` });
  const renderer = report?.watch(plain) ?? plain;
  const question = `Apply this to ${prefix} (${endpoint ?? region})?`;
  const parts = {
    renderer,
    unattended: yes,
    approve: () => approve(context, renderer, { question, yes }),
    adopt: new Set(adopt.map(key => stackNode(graph, key).key)),
    interrupt: interruptDesk(context, renderer),
  };
  return await onStacks(context, graph, parts, inner => deploy(inner, { keys, wait }));
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
