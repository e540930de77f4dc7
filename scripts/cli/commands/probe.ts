import type { DeployContext } from '../../deploy/context.ts';
import type { PoolContext } from '../../pool/connect/context.ts';
import type { RunEvent } from '../../pool/events.ts';
import { approve, requireApproval } from '../approval.ts';
import { type CommandContext, type ExitCode, print, printJson, say } from '../command-context.ts';
import type { Measurement } from '../probe/measurement.ts';
import { probePool, requireProbe } from '../probe/probe-pool.ts';
import { renderProbe } from '../probe/probe-view.ts';
import { sweep } from '../probe/sweep.ts';
import { taskCosts } from '../probe/task-cost.ts';
import { createDeployRenderer } from '../render/deploy-renderer.ts';
import { lineRenderer } from '../render/renderer.ts';
import { runLines } from '../render/run-lines.ts';
import { loadGraph, onPools, onStacks } from '../session.ts';
import { styleFor } from '../style.ts';
import { widthOf } from '../terminal.ts';

export interface ProbeCommandOptions {
  readonly pool: string;
  /** Sizes to deploy the pool with, in MB. None: it is measured as it stands. */
  readonly memory?: readonly number[] | undefined;
  readonly taskSeconds: number;
  readonly yes: boolean;
}

/** Measures what the workers of a pool really get, at the size they have or at several sizes. */
export async function probeCommand(context: CommandContext, options: ProbeCommandOptions): Promise<ExitCode> {
  const { memory: sizes = [], taskSeconds } = options;
  const measured = await (sizes.length === 0
    ? measureAsItStands(context, options)
    : measureSizes(context, { ...options, sizes }));
  if (measured === undefined) return 0;
  const { measurements, isEmulator } = measured;
  const { stdout, env } = context.terminal;
  const view = { style: styleFor(stdout, env), width: widthOf(stdout) };
  if (context.options.json) printAll(context, measurements, taskSeconds);
  else print(context, ...renderProbe({ measurements, taskSeconds, isEmulator }, view));
  if (context.signal.aborted) return 130;
  return measurements.length < sizes.length ? 1 : 0;
}

interface Measured {
  readonly measurements: readonly Measurement[];
  readonly isEmulator: boolean;
}

async function measureAsItStands(context: CommandContext, { pool }: ProbeCommandOptions): Promise<Measured> {
  return onPools(
    context,
    lineRenderer<RunEvent>(event => event.type === 'notice' && say(context, ...runLines(event))),
    async pools => {
      requireProbe(pools, pool);
      tellMeasuring(context);
      const measurements = [await probePool(pools, pool)];
      return { measurements, isEmulator: pools.environment.endpoint !== undefined };
    },
  );
}

async function measureSizes(
  context: CommandContext,
  { pool, sizes, yes }: ProbeCommandOptions & { readonly sizes: readonly number[] },
): Promise<Measured | undefined> {
  requireApproval(context, yes);
  const graph = loadGraph(context);
  const { environment } = graph;
  requireProbe(graph, pool);
  const renderer = createDeployRenderer(context, { title: `Deploying ${pool}`, brief: true });
  const question = `Deploy ${pool} with ${sizes.join(', ')} MB, one after another, and then as ${environment.name} says?`;
  const parts = { renderer, unattended: yes, approve: () => approve(context, renderer, { question, yes }) };
  const began = (size: number | undefined) =>
    tell(
      context,
      size === undefined ? `Bringing ${pool} back to its own size …` : `${pool} with ${size} MB:`,
    );
  const measurements = await onStacks(context, graph, parts, deploying => {
    const measure = async () => {
      renderer.pause();
      tellMeasuring(context);
      return probePool(poolContext(deploying), pool);
    };
    return sweep(deploying, { pool, sizes, measure, began });
  });
  return measurements && { measurements, isEmulator: environment.endpoint !== undefined };
}

function poolContext({ graph, session, clock, signal }: DeployContext): PoolContext {
  return { environment: graph.environment, session, clock, signal, report: () => undefined };
}

function printAll(context: CommandContext, measurements: readonly Measurement[], taskSeconds: number): void {
  const costs = taskCosts(measurements, { taskSeconds });
  for (const [index, measurement] of measurements.entries()) {
    printJson(context, { type: 'probe', ...measurement, task: costs[index] });
  }
}

function tellMeasuring(context: CommandContext): void {
  tell(context, context.style.dim('Measuring a worker for some seconds …'));
}

function tell(context: CommandContext, line: string): void {
  if (!context.options.json) say(context, line);
}
