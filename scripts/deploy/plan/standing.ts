import type { StackState } from '../../aws/cloudformation.ts';
import { createLimit } from '../apply/limit.ts';
import type { OpenContext } from '../context.ts';
import type { StackNode } from '../graph/graph.ts';

/** About five reads a second are throttled; SDK retries take what comes beyond. */
const READS_AT_ONCE = 5;

/** Reads many things, a few at a time, in the order given. */
export function readTogether<Item, Result>(
  items: readonly Item[],
  read: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const limit = createLimit(READS_AT_ONCE);
  return Promise.all(items.map(item => limit(() => read(item))));
}

/** Reads what stands under the names of these stacks. Absent ones are left out. */
export async function readStacks(
  { gateways }: OpenContext,
  nodes: readonly StackNode[],
): Promise<ReadonlyMap<string, StackState>> {
  const states = await readTogether(nodes, ({ entry }) =>
    gateways.cloudFormation.describeStack(entry.stackName),
  );
  return new Map(
    nodes.flatMap(({ key }, index) => {
      const state = states[index];
      return state === undefined ? [] : [[key, state] as const];
    }),
  );
}

/** The outputs of a stack by name. */
export function outputsOf(state: StackState | undefined): Readonly<Record<string, string>> {
  return Object.fromEntries([...(state?.outputs ?? [])].map(([name, { value }]) => [name, value]));
}
