import type { StackNode } from '../graph/graph.ts';
import { isStoreType } from '../template/parameters.ts';
import { child, entriesOf, itemsOf, type Tree } from '../yaml/tree.ts';

/** Why reading cannot tell whether a stack changes; `undefined` when it can. */
export function mustAsk({ template }: StackNode): string | undefined {
  for (const { name, type, noEcho } of template.parameters.values()) {
    if (noEcho) return `parameter ${name} is NoEcho: only a change set can tell`;
    if (isStoreType(type)) return `parameter ${name} is read from SSM: only a change set can tell`;
  }
  if (child(template.tree, 'Transform') !== undefined) return 'a Transform: only a change set can tell';
  if (uses(template.tree, 'Fn::GetStackOutput')) return 'a weak reference: only a change set can tell';
  return undefined;
}

function uses(tree: Tree, call: string): boolean {
  if (tree.kind === 'scalar') return false;
  if (tree.kind === 'list') return itemsOf(tree).some(item => uses(item, call));
  return entriesOf(tree).some(({ key, value }) => key === call || uses(value, call));
}
