import type { Position } from '../errors.ts';
import type { StackSource } from './graph.ts';
import type { Unknown } from './values.ts';
import { entry as entryOf, itemsOf, soleEntry, type Tree, textOf } from './yaml-tree.ts';

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
  const found: Import[] = [];
  const parts = [...template.resources.values(), ...template.outputs.values()];
  for (const part of parts) {
    const truth = part.condition === undefined ? true : scope.condition(part.condition);
    if (truth === false) continue;
    const trees = 'tree' in part ? [part.tree] : [part.value, part.exportName];
    for (const tree of trees) walk(tree, truth === true ? undefined : truth);
  }
  for (const name of ['Resources', 'Outputs']) walkLoops(name);
  return found;

  function walkLoops(section: string): void {
    const tree = entryOf(template.tree, section)?.value;
    if (tree?.kind !== 'map') return;
    for (const { key, value } of tree.entries.values()) if (key.startsWith('Fn::')) walk(value, undefined);
  }

  function walk(tree: Tree | undefined, may: Unknown | undefined): void {
    if (tree === undefined || tree.kind === 'scalar') return;
    const call = soleEntry(tree);
    if (call?.key === 'Fn::If') {
      walkBranches(call.value, may);
      return;
    }
    const kind = call && kinds[call.key];
    if (call && kind) found.push({ kind, argument: call.value, at: tree.at, ...(may ? { may } : {}) });
    const children = tree.kind === 'list' ? tree.items : [...tree.entries.values()].map(item => item.value);
    for (const item of children) walk(item, may);
  }

  function walkBranches(argument: Tree, may: Unknown | undefined): void {
    const [condition, yes, no] = itemsOf(argument);
    const truth = scope.condition(textOf(condition) ?? '');
    if (truth !== false) walk(yes, truth === true ? may : truth);
    if (truth !== true) walk(no, truth === false ? may : truth);
  }
}

const kinds: Readonly<Record<string, Import['kind']>> = {
  'Fn::ImportValue': 'strong',
  'Fn::GetStackOutput': 'weak',
};
