import type { Position } from '../../errors.ts';
import type { Template } from '../template/template.ts';
import type { Scope } from '../values/scope.ts';
import type { Unknown } from '../values/values.ts';
import { child, entriesOf, itemsOf, soleEntry, type Tree, textOf } from '../yaml/tree.ts';
import type { StackSource } from './graph.ts';

/** A reference to another stack, as it stands in a template. */
export interface Import {
  readonly kind: 'strong' | 'weak';
  readonly argument: Tree;
  readonly at: Position;
  /** Why it is not certain that CloudFormation will follow it. */
  readonly may?: Unknown;
}

/**
 * Finds every reference to other stacks in the resources and outputs that exist. Under a condition that is not known,
 * both sides count.
 */
export function findImports({ template, scope }: StackSource): readonly Import[] {
  const walk: Walk = { scope, found: [] };
  for (const part of [...template.resources.values(), ...template.outputs.values()]) {
    const truth = part.condition === undefined ? true : scope.condition(part.condition);
    if (truth === false) continue;
    const trees = 'tree' in part ? [part.tree] : [part.value, part.exportName];
    for (const tree of trees) visit(tree, truth === true ? undefined : truth, walk);
  }
  for (const loop of loopsOf(template)) visit(loop, undefined, walk);
  return walk.found;
}

interface Walk {
  readonly scope: Scope;
  readonly found: Import[];
}

const kinds: ReadonlyMap<string, Import['kind']> = new Map([
  ['Fn::ImportValue', 'strong'],
  ['Fn::GetStackOutput', 'weak'],
]);

function visit(tree: Tree | undefined, may: Unknown | undefined, walk: Walk): void {
  if (tree === undefined || tree.kind === 'scalar') return;
  const call = soleEntry(tree);
  if (call?.key === 'Fn::If') {
    visitBranches(call.value, may, walk);
    return;
  }
  const kind = call && kinds.get(call.key);
  if (call && kind) walk.found.push({ kind, argument: call.value, at: tree.at, ...(may ? { may } : {}) });
  const children = tree.kind === 'list' ? tree.items : entriesOf(tree).map(entry => entry.value);
  for (const item of children) visit(item, may, walk);
}

function visitBranches(argument: Tree, may: Unknown | undefined, walk: Walk): void {
  const [condition, yes, no] = itemsOf(argument);
  const truth = walk.scope.condition(textOf(condition) ?? '');
  if (truth !== false) visit(yes, truth === true ? may : truth, walk);
  if (truth !== true) visit(no, truth === false ? may : truth, walk);
}

// What a loop writes is not expanded; what can be seen in its body counts.
function loopsOf({ tree }: Template): readonly Tree[] {
  const entries = [...entriesOf(child(tree, 'Resources')), ...entriesOf(child(tree, 'Outputs'))];
  return entries.filter(entry => entry.key.startsWith('Fn::')).map(entry => entry.value);
}
