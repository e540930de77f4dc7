import type { DeployContext } from '../../deploy/context.ts';
import { stackNode } from '../../deploy/plan/selection.ts';
import { type StackStatus, status } from '../../deploy/status.ts';
import { CloudpoolError } from '../../errors.ts';
import type { PoolContext } from '../../pool/connect/context.ts';
import { findPool } from '../../pool/connect/find-pool.ts';
import { lookAtPool, lookAtQueue, type PoolLook, type QueueLook } from '../../pool/look/look-at-pool.ts';
import { type CommandContext, type ExitCode, print, printJson, say } from '../command-context.ts';
import { createDeployRenderer } from '../render/deploy-renderer.ts';
import { renderPoolLook } from '../render/pool-look-view.ts';
import { renderStatus } from '../render/status-view.ts';
import { loadGraph, onStacks } from '../session.ts';
import { styleFor } from '../style.ts';
import { tableWidthOf, widthOf } from '../terminal.ts';

/** A stack, and of a pool its messages; of one that is named everything that is known. */
export interface StackLook {
  readonly stack: StackStatus;
  readonly queue?: QueueLook | undefined;
  readonly look?: PoolLook | undefined;
}

/** Prints one row per stack, or of the named ones, and below it how the named pools do. */
export async function statusCommand(
  context: CommandContext,
  { keys }: { readonly keys: readonly string[] },
): Promise<ExitCode> {
  const graph = loadGraph(context);
  for (const key of keys) stackNode(graph, key);
  const renderer = createDeployRenderer(context, { title: graph.environment.prefix });
  const approve = () => Promise.resolve(false);
  const looks = await onStacks(context, graph, { renderer, approve }, async deploy => {
    const stacks = await status(deploy, keys);
    return Promise.all(stacks.map(stack => lookAt(context, deploy, stack, keys.length > 0)));
  });
  if (context.options.json) for (const look of looks) printJson(context, toJson(look));
  else draw(context, looks, { isEmulator: graph.environment.endpoint !== undefined });
  return 0;
}

async function lookAt(
  context: CommandContext,
  deploy: DeployContext,
  stack: StackStatus,
  closely: boolean,
): Promise<StackLook> {
  const { QueueUrl: queueUrl, DeadLetterQueueUrl: deadLetterQueueUrl, FunctionArn: isPool } = stack.outputs;
  if (!queueUrl || !deadLetterQueueUrl || !isPool) return { stack };
  try {
    if (!closely) return { stack, queue: await lookAtQueue(deploy, { queueUrl, deadLetterQueueUrl }) };
    const pools = poolContext(context, deploy);
    const look = await lookAtPool(pools, await findPool(pools, stack.key));
    return { stack, queue: look.queue, look };
  } catch (error) {
    // A row for each stack matters more than what cannot be looked into.
    if (!(error instanceof CloudpoolError)) throw error;
    say(context, `note: ${stack.key}: ${error.message}`);
    return { stack };
  }
}

function poolContext(context: CommandContext, { graph, session, clock, signal }: DeployContext): PoolContext {
  const report: PoolContext['report'] = event => {
    if (event.type === 'notice') say(context, `note: ${event.message}`);
  };
  return { environment: graph.environment, session, clock, signal, report };
}

function toJson({ stack: { updated, ...stack }, queue, look }: StackLook): object {
  return {
    ...stack,
    ...(updated === undefined ? {} : { updated: new Date(updated).toISOString() }),
    ...(queue === undefined ? {} : { queue }),
    ...(look === undefined
      ? {}
      : {
          containers: look.containers,
          metrics: look.metrics ?? null,
          log: look.log.map(({ at, text }) => ({ at: new Date(at).toISOString(), text })),
        }),
  };
}

function draw(
  context: CommandContext,
  looks: readonly StackLook[],
  { isEmulator }: { readonly isEmulator: boolean },
): void {
  const { stdout, env } = context.terminal;
  const style = styleFor(stdout, env);
  print(context, ...renderStatus(looks, style, tableWidthOf(stdout)));
  for (const { look } of looks) {
    if (look) print(context, '', ...renderPoolLook(look, { style, width: widthOf(stdout), isEmulator }));
  }
}
