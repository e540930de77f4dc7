import type { StackEvent, StackState } from '../../aws/cloudformation.ts';
import { CloudpoolError } from '../../errors.ts';
import type { OpenContext } from '../context.ts';
import type { StackAction, StackEnd } from '../events.ts';
import type { StackNode } from '../graph/graph.ts';
import { interrupted } from '../plan/change-set.ts';
import { isBusy, type Operation, operationOf } from '../plan/stack-status.ts';
import { readStacks, readTogether } from '../plan/standing.ts';
import { createOperations, type Operations, TOKEN_PREFIX } from './operation.ts';
import { isStart } from './poller.ts';

/**
 * Reads what stands, once nothing is going on any more: what is busy is followed to its end first, whoever began it.
 *
 * @throws CloudpoolError when interrupted meanwhile, and at once for a busy stack where `wait` is false
 */
export async function readSettledStacks(
  context: OpenContext,
  nodes: readonly StackNode[],
  { wait = true }: { readonly wait?: boolean } = {},
): Promise<ReadonlyMap<string, StackState>> {
  const standing = await readStacks(context, nodes);
  const busy = [...standing].filter(([, { status }]) => isBusy(status));
  if (busy.length === 0) return standing;
  const told = await readTogether(busy, ([, state]) => describeWork(context, state));
  if (!wait) throw stacksBusy(told);
  for (const work of told) {
    context.report({ type: 'notice', message: `${work}: attached, the plan comes when it ends.` });
  }
  await followAll(context, busy);
  if (context.signal.aborted) throw interrupted();
  return readSettledStacks(context, nodes);
}

function stacksBusy(told: readonly string[]): CloudpoolError {
  return new CloudpoolError(`${told.join('; ')}.`, {
    code: 'STACKS_BUSY',
    hint: 'Without --no-wait, deploy attaches and goes on when it ends.',
  });
}

/** Says what goes on with a stack and who began it: our operations carry a token of ours. */
async function describeWork({ gateways }: OpenContext, { id, name, status }: StackState): Promise<string> {
  const events = await gateways.cloudFormation.stackEvents(id, 'newest').catch(() => []);
  return `${name} is ${status}, ${beginner(events.find(isStart))}`;
}

function beginner(start: StackEvent | undefined): string {
  if (start === undefined) return 'begun by somebody';
  const since = new Date(start.at).toISOString().replace(/\.\d+Z$/, 'Z');
  const ours = start.token?.startsWith(`${TOKEN_PREFIX}-`) === true;
  return `begun by ${ours ? 'Cloudpool' : 'somebody else (the console, or another tool)'} at ${since}`;
}

async function followAll(
  context: OpenContext,
  busy: readonly (readonly [string, StackState])[],
): Promise<void> {
  const operations = createOperations(context, 'attach');
  context.report({ type: 'apply-started', at: context.clock.now(), keys: busy.map(([key]) => key) });
  await Promise.all(busy.map(([key, state]) => followOne(context, operations, key, state)));
}

/** On the same board as what is deployed afterwards. */
async function followOne(
  { report, clock }: OpenContext,
  operations: Operations,
  key: string,
  { id, name: stackName, status }: StackState,
): Promise<void> {
  const began = clock.now();
  const operation = operationOf(status);
  report({ type: 'stack-started', at: began, key, stackName, action: ACTIONS[operation] });
  const outcome = await operations.follow({ key, stackId: id, operation });
  const end: StackEnd = outcome === undefined ? 'cancelled' : outcome.succeeded ? 'done' : 'failed';
  const seconds = (clock.now() - began) / 1000;
  report({ type: 'stack-ended', at: clock.now(), key, stackName, end, seconds, outputs: {} });
}

const ACTIONS: Readonly<Record<Operation, StackAction>> = {
  create: 'create',
  update: 'update',
  cleanup: 'update',
  rollback: 'update',
  delete: 'delete',
};
