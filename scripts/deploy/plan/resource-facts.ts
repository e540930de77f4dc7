import type { ResourceFacts } from '../../estimate/resources/facts.ts';
import type { Resource, Template } from '../template/template.ts';
import { evaluate } from '../values/evaluate.ts';
import type { Scope } from '../values/scope.ts';
import { noValue, type Value } from '../values/values.ts';
import { child, itemsOf, soleEntry, type Tree, textOf } from '../yaml/tree.ts';

/** A template with what its names stand for. */
export interface Scoped {
  readonly template: Template;
  readonly scope: Scope;
}

/** Tells what is known of a resource before the deploy. */
export function factsOf(scoped: Scoped, resource: Resource): ResourceFacts {
  const properties = child(resource.tree, 'Properties');
  const { scope, template } = scoped;
  return {
    type: resource.type,
    text: path => {
      const value = valueAt(properties, path, scope);
      if (value === noValue) return undefined;
      return value.kind === 'known' && value.value !== null ? String(value.value) : null;
    },
    count: path => countAt(properties, path, scope),
    target: path => {
      const found = template.resources.get(referredBy(treeAt(properties, path)) ?? '');
      return found === undefined ? undefined : factsOf(scoped, found);
    },
  };
}

function valueAt(properties: Tree | undefined, path: string, scope: Scope): Value {
  let value: Value = properties === undefined ? noValue : evaluate(properties, scope);
  for (const step of path.split('.')) {
    if (value.kind === 'map') value = value.entries.get(step) ?? noValue;
    else if (value.kind === 'list') value = value.items[Number(step)] ?? noValue;
    else if (value.kind === 'known') return noValue;
  }
  return value;
}

function countAt(properties: Tree | undefined, path: string, scope: Scope): number | null {
  const value = valueAt(properties, path, scope);
  if (value === noValue) return 0;
  if (value.kind !== 'list') return null;
  return itemsOf(treeAt(properties, path)).some(item => mayBeLeftOut(item, scope))
    ? null
    : value.items.length;
}

/** An item behind a condition that is not known offline may be none. */
function mayBeLeftOut(item: Tree, scope: Scope): boolean {
  const call = soleEntry(item);
  if (call?.key !== 'Fn::If') return false;
  return typeof scope.condition(textOf(itemsOf(call.value)[0]) ?? '') !== 'boolean';
}

function treeAt(properties: Tree | undefined, path: string): Tree | undefined {
  return path.split('.').reduce<Tree | undefined>((tree, step) => child(tree, step), properties);
}

function referredBy(tree: Tree | undefined): string | undefined {
  const call = tree === undefined ? undefined : soleEntry(tree);
  if (call?.key === 'Ref') return textOf(call.value);
  return call?.key === 'Fn::GetAtt' ? textOf(itemsOf(call.value)[0]) : undefined;
}
