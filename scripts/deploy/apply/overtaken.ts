import type { StackEvent, StackState } from '../../aws/cloudformation.ts';
import { CloudpoolError } from '../../errors.ts';
import { dropUnrun, isOvertaken, makeChangeSet } from '../plan/change-set.ts';
import { judge } from '../plan/no-op.ts';
import { stackNode } from '../plan/selection.ts';
import { isBusy, operationOf } from '../plan/stack-status.ts';
import type { PlannedStack } from '../plan.ts';
import { type Applied, type ApplyTools, followTo } from './applied.ts';
import { isStart } from './poller.ts';

/**
 * Lets somebody else finish with a stack: a second deploy of the same commit, as a rule. When it then stands as it was
 * approved here, it is done; nothing else of theirs is touched.
 *
 * @throws CloudpoolError when it stands otherwise
 */
export async function followOvertaker(tools: ApplyTools, planned: PlannedStack): Promise<Applied> {
  const { context, operations } = tools;
  const { key, stackName } = planned;
  const read = () => context.gateways.cloudFormation.describeStack(stackName);
  const found = await read();
  if (found === undefined) throw overtaken(stackName);
  if (!isBusy(found.status)) return compared(tools, planned, found, { end: 'done', stackId: found.id });
  const message = `${stackName} is ${found.status} already, begun by somebody else: it is followed, and compared at its end.`;
  context.report({ type: 'notice', message });
  const operation = operationOf(found.status);
  const token = (await beginning(tools, found))?.token;
  const followed = await followTo(operations, { key, stackId: found.id, operation, token });
  return followed.end === 'done' ? compared(tools, planned, await read(), followed) : followed;
}

/** Their operation has a token of its own where a tool began it: what follows it, as a deletion, is another one. */
async function beginning({ context }: ApplyTools, { id }: StackState): Promise<StackEvent | undefined> {
  const events = await context.gateways.cloudFormation.stackEvents(id, 'newest').catch(() => []);
  return events.find(isStart);
}

/** Where reading cannot tell, a change set can: one that would change nothing. */
async function compared(
  { context }: ApplyTools,
  { key, stackName, desired }: PlannedStack,
  standing: StackState | undefined,
  applied: Applied,
): Promise<Applied> {
  const { kind } = await judge(context, stackNode(context.graph, key), desired, standing);
  if (kind === 'unchanged' || kind === 'settings') return applied;
  if (kind !== 'ask') throw overtaken(stackName);
  const more = await makeChangeSet(context, desired, 'UPDATE').catch((thrown: unknown) => {
    throw isOvertaken(thrown) ? overtaken(stackName) : thrown;
  });
  if (more === undefined) return applied;
  await dropUnrun(context, more, 'UPDATE');
  throw overtaken(stackName);
}

function overtaken(stackName: string): CloudpoolError {
  return new CloudpoolError(`Somebody else changed ${stackName} at the same time.`, {
    code: 'CHANGE_SET_OBSOLETE',
    hint: 'Deploy again: the plan will show what is left to do.',
  });
}
