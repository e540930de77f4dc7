import { CloudpoolError } from '../../errors.ts';
import type { DeployGraph, StackNode } from '../graph/graph.ts';
import { nearest } from '../yaml/problems.ts';

/** The named stacks with everything they need, in deploy order; all stacks when none is named. */
export function withProducers(graph: DeployGraph, keys: readonly string[]): readonly StackNode[] {
  return reachable(graph, keys, node => node.producers);
}

/** The named stacks with everything that needs them, in deploy order; all stacks when none is named. */
export function withConsumers(graph: DeployGraph, keys: readonly string[]): readonly StackNode[] {
  return reachable(graph, keys, node => node.consumers);
}

function reachable(
  graph: DeployGraph,
  keys: readonly string[],
  next: (node: StackNode) => readonly string[],
): readonly StackNode[] {
  const found = new Set<string>();
  const visit = (key: string) => {
    if (found.has(key)) return;
    found.add(key);
    for (const other of next(stackNode(graph, key))) visit(other);
  };
  for (const key of keys.length === 0 ? graph.order : keys) visit(key);
  return graph.order.filter(key => found.has(key)).map(key => stackNode(graph, key));
}

/** The stack under `key`. @throws CloudpoolError that names the nearest one */
export function stackNode(graph: DeployGraph, key: string): StackNode {
  const node = graph.nodes.get(key);
  if (node !== undefined) return node;
  const reason = graph.environment.leftOut.get(key);
  throw new CloudpoolError(
    reason === undefined
      ? `There is no stack ${key} in ${graph.environment.name}.`
      : `The stack ${key} is left out of ${graph.environment.name}: ${reason}`,
    {
      code: 'UNKNOWN_STACK',
      exitCode: 2,
      hint: hintFor(graph, key),
    },
  );
}

/** A stack's full name is near to its key, however long the prefix. */
function hintFor({ nodes }: DeployGraph, key: string): string {
  if (nodes.size === 0) return 'There are none.';
  const full = [...nodes.values()].find(({ entry }) => entry.stackName === key)?.key;
  const near = full ?? nearest(key, nodes.keys());
  return `${near === undefined ? '' : `Did you mean ${near}? `}There are: ${[...nodes.keys()].join(', ')}.`;
}
