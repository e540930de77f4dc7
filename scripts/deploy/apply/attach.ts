import type { StackState } from '../../aws/cloudformation.ts';
import type { OpenContext } from '../context.ts';
import type { StackNode } from '../graph/graph.ts';
import { interrupted } from '../plan/change-set.ts';
import { isBusy, operationOf } from '../plan/stack-status.ts';
import { readStacks } from '../plan/standing.ts';
import { createOperations } from './operation.ts';

/**
 * Reads what stands, once nothing is going on any more: what is busy is followed to its end first, whoever began it.
 *
 * @throws CloudpoolError when interrupted meanwhile
 */
export async function readSettledStacks(
  context: OpenContext,
  nodes: readonly StackNode[],
): Promise<ReadonlyMap<string, StackState>> {
  const standing = await readStacks(context, nodes);
  const busy = [...standing].filter(([, { status }]) => isBusy(status));
  if (busy.length === 0) return standing;
  const operations = createOperations(context, 'attach');
  const follow = ([key, { id, name, status }]: readonly [string, StackState]) => {
    context.report({
      type: 'notice',
      message: `${name} is ${status}: attached, the plan comes when it ends.`,
    });
    return operations.follow({ key, stackId: id, operation: operationOf(status) });
  };
  await Promise.all(busy.map(follow));
  if (context.signal.aborted) throw interrupted();
  return readSettledStacks(context, nodes);
}
