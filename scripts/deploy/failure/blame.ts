import type { Position } from '../../errors.ts';
import type { StackNode } from '../graph/graph.ts';
import { entriesOf, itemsOf, type MapEntry, type Tree } from '../yaml/tree.ts';

/** Where in the template a failure comes from: the property that the reason names, else the resource. */
export function blamedPosition(
  { template }: StackNode,
  logicalId: string,
  reason: string,
): Position | undefined {
  const resource = template.resources.get(logicalId);
  if (resource === undefined) return undefined;
  const named = [...entriesBelow(resource.tree)].filter(({ key }) => names(reason, key));
  // The most telling name: `VisibilityTimeout` rather than `Value`.
  return named.sort((a, b) => b.key.length - a.key.length)[0]?.at ?? resource.at;
}

function names(reason: string, key: string): boolean {
  return (
    key.length > 3 && /^\w+$/.test(key) && !ATTRIBUTES.has(key) && new RegExp(`\\b${key}\\b`).test(reason)
  );
}

/** Words that reasons use without meaning the key. */
const ATTRIBUTES: ReadonlySet<string> = new Set([
  'Type',
  'Properties',
  'Condition',
  'Resource',
  'Value',
  'Name',
]);

function* entriesBelow(tree: Tree): Generator<MapEntry> {
  for (const item of itemsOf(tree)) yield* entriesBelow(item);
  for (const entry of entriesOf(tree)) {
    yield entry;
    yield* entriesBelow(entry.value);
  }
}
