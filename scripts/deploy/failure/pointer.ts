import type { Position } from '../../errors.ts';
import { child, entry, itemsOf, type Tree } from '../yaml/tree.ts';

/** The path that a schema check names in its reason: `#/ContainerDefinitions/0: extraneous key [Entrypoint] …`. */
export function pointerIn(reason: string): string | undefined {
  const [, path, key] = /#(\/[\w/]+)?: (?:extraneous key \[(\w+)\])?/.exec(reason) ?? [];
  const parts = [path, key].filter(part => part !== undefined);
  if (parts.length > 0) return `/${parts.join('/').replace(/^\//, '')}`;
  const [, property] = /(?:unsupported property|Value of property) \{?(\w+)/.exec(reason) ?? [];
  return property === undefined ? undefined : `/${property}`;
}

/** Where a path leads in a tree, as far as the tree goes with it; nowhere when not even its first step is there. */
export function positionAt(tree: Tree | undefined, path: string | undefined): Position | undefined {
  let node = tree;
  let at: Position | undefined;
  for (const step of path?.split('/').filter(part => part !== '') ?? []) {
    const found = entry(node, step);
    const item = found === undefined ? itemsOf(node)[Number(step)] : undefined;
    if (found === undefined && item === undefined) break;
    at = found?.at ?? item?.at;
    node = found === undefined ? item : child(node, step);
  }
  return at;
}
