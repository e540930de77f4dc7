import { type MapTree, type ScalarTree, soleEntry, type Tree } from '../yaml/tree.ts';
import { functions } from './functions.ts';
import type { Scope } from './scope.ts';
import { noValue, type Unknown, unknown, type Value } from './values.ts';

/** Works out an expression of a template as far as it is known offline. Never throws: what is unclear is Unknown. */
export function evaluate(tree: Tree, scope: Scope): Value {
  if (tree.kind === 'scalar') return evaluateScalar(tree);
  if (tree.kind === 'list') return evaluateList(tree.items, scope);
  const call = soleEntry(tree);
  if (call === undefined || !isFunction(call.key)) return evaluateMap(tree, scope);
  const run = functions[call.key];
  return run === undefined ? unknown(`${call.key} is not worked out offline`) : run(call.value, scope);
}

/** Tells whether a key is a function's name. */
export function isFunction(key: string): boolean {
  return key === 'Ref' || key.startsWith('Fn::');
}

function evaluateScalar({ value, text }: ScalarTree): Value {
  if (typeof value === 'string' && value.includes('{{resolve:')) return dynamicReference(value);
  return { kind: 'known', value: typeof value === 'number' && String(value) !== text ? text : value };
}

function dynamicReference(text: string): Unknown {
  return unknown(`${text} is resolved by CloudFormation`);
}

function evaluateList(items: readonly Tree[], scope: Scope): Value {
  const values = items.map(item => evaluate(item, scope)).filter(item => item !== noValue);
  return { kind: 'list', items: values };
}

function evaluateMap(tree: MapTree, scope: Scope): Value {
  const entries = new Map<string, Value>();
  for (const { key, value } of tree.entries.values()) {
    const result = evaluate(value, scope);
    if (result !== noValue) entries.set(key, result);
  }
  return { kind: 'map', entries };
}
