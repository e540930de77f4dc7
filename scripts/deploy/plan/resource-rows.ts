import type { ChangeRow } from '../events.ts';
import type { StackNode } from '../graph/graph.ts';
import { expandLoops } from '../template/loops.ts';
import { sameTree } from '../template/same.ts';
import type { Resource } from '../template/template.ts';
import { parseYaml } from '../yaml/parse.ts';
import { child, entriesOf, itemsOf, type Tree, textOf } from '../yaml/tree.ts';
import { ANY_RESOURCE } from './approved-rows.ts';

/** Rows of a stack that is not there yet: each resource that its conditions leave in it. */
export function newRows(node: StackNode): readonly ChangeRow[] {
  const rows = presentResources(node).map(resource => row('Add', resource));
  return node.template.opaque
    ? [...rows, row('Add', { logicalId: ANY_RESOURCE, type: 'what its Transform makes' })]
    : rows;
}

/**
 * Rows of an update whose change set cannot be made yet: the difference of the templates by logical id, and each
 * resource that uses what moves: a changed parameter, an import, or another changed resource.
 */
export function lateRows(
  node: StackNode,
  { deployed, moved }: { readonly deployed: string; readonly moved: readonly string[] },
): readonly ChangeRow[] {
  const written = parseYaml('deployed template', deployed, []);
  const before = child(
    written?.kind === 'map' ? expandLoops(written, node.scope, []) : undefined,
    'Resources',
  );
  const present = presentResources(node);
  const added = present.filter(({ logicalId }) => child(before, logicalId) === undefined);
  const gone = entriesOf(before).filter(({ key }) => !node.template.resources.has(key));
  const conditions = movedConditions(node, moved);
  const changed = changedResources(present, before, [...moved, ...conditions]);
  return [
    ...added.map(resource => row('Add', resource)),
    ...changed.map(resource => row('Modify', resource)),
    ...gone.map(({ key, value }) =>
      row('Remove', { logicalId: key, type: textOf(child(value, 'Type')) ?? '' }),
    ),
  ];
}

/**
 * Leaves out what cannot happen: the emulator's change sets also "add" resources whose condition is false.
 */
export function possibleRows(
  { template, scope }: StackNode,
  rows: readonly ChangeRow[],
): readonly ChangeRow[] {
  return rows.filter(({ action, logicalId }) => {
    const condition = template.resources.get(logicalId)?.condition;
    return action !== 'Add' || condition === undefined || scope.condition(condition) !== false;
  });
}

/** What a condition certainly leaves out is not there; what is not known offline may be. */
function presentResources({ template, scope }: StackNode): readonly Resource[] {
  return [...template.resources.values()].filter(
    ({ condition }) => condition === undefined || scope.condition(condition) !== false,
  );
}

function row(
  action: ChangeRow['action'],
  { logicalId, type }: Pick<Resource, 'logicalId' | 'type'>,
): ChangeRow {
  return { action, logicalId, type, details: [] };
}

function changedResources(
  present: readonly Resource[],
  before: Tree | undefined,
  moved: readonly string[],
): readonly Resource[] {
  const moving = new Set([...moved, IMPORTED]);
  const kept = present.filter(({ logicalId }) => child(before, logicalId) !== undefined);
  const changed = new Set<Resource>();
  for (let grew = true; grew; ) {
    grew = false;
    for (const resource of kept.filter(resource => !changed.has(resource))) {
      const old = child(before, resource.logicalId);
      const uses = [...references(resource.tree)].some(name => moving.has(name));
      if (!uses && old !== undefined && sameTree(old, resource.tree)) continue;
      changed.add(resource);
      moving.add(resource.logicalId);
      grew = true;
    }
  }
  return kept.filter(resource => changed.has(resource));
}

/** The conditions that may turn, because they use what moves. */
function movedConditions({ template }: StackNode, moved: readonly string[]): readonly string[] {
  const moving = new Set(moved);
  const turning = new Set<string>();
  for (let grew = true; grew; ) {
    grew = false;
    for (const [name, { value }] of template.conditions) {
      if (turning.has(name) || ![...references(value)].some(used => moving.has(used))) continue;
      turning.add(name);
      moving.add(conditionName(name));
      grew = true;
    }
  }
  return [...turning].map(conditionName);
}

/** A condition and a parameter may have one name. */
function conditionName(name: string): string {
  return `condition ${name}`;
}

/** Stands for everything that other stacks give: no logical id can be called so. */
const IMPORTED = 'import';

/** The names that a resource refers to. */
export function* references(tree: Tree): Generator<string> {
  for (const item of itemsOf(tree)) yield* references(item);
  for (const { key, value } of entriesOf(tree)) {
    if (key === 'Ref') yield textOf(value) ?? '';
    if (key === 'Fn::GetAtt') yield (textOf(value) ?? textOf(itemsOf(value)[0]) ?? '').split('.')[0] ?? '';
    if (key === 'Fn::Sub') yield* substituted(textOf(value) ?? textOf(itemsOf(value)[0]) ?? '');
    if (key === 'Condition') yield conditionName(textOf(value) ?? '');
    if (key === 'Fn::If') yield conditionName(textOf(itemsOf(value)[0]) ?? '');
    if (key === 'Fn::ImportValue' || key === 'Fn::GetStackOutput') yield IMPORTED;
    yield* references(value);
  }
}

function substituted(text: string): readonly string[] {
  return [...text.matchAll(/\$\{([^!}.]+)[^}]*\}/g)].map(([, name = '']) => name.trim());
}
