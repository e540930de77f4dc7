import type { Position } from '../../errors.ts';
import type { StackNode } from '../graph/graph.ts';
import type { PlannedStack } from '../plan.ts';
import type { Output } from '../template/template.ts';
import { evaluate } from '../values/evaluate.ts';
import { accountSymbol, textOfValue } from '../values/values.ts';
import { references } from './resource-rows.ts';

/** An export that stands, and will not stand as it is after the update. */
export interface LostExport {
  readonly name: string;
  readonly how: 'removed' | 'changed';
  readonly at?: Position;
}

/**
 * Finds the exports that an update takes away or gives another value. CloudFormation refuses both while anybody
 * imports them, but only half-way through the update. What cannot be told offline is left to it.
 */
export function lostExports(node: StackNode, { standing, rows }: PlannedStack): readonly LostExport[] {
  if (node.template.opaque) return [];
  const named = [...node.template.outputs.values()].flatMap(output => exportOf(node, output));
  const certain = named.every(({ name }) => name !== undefined);
  const replaced = new Set(
    rows.filter(({ action }) => action === 'Replace').map(({ logicalId }) => logicalId),
  );
  return [...(standing?.outputs.values() ?? [])].flatMap(({ exportName, value }): LostExport[] => {
    if (exportName === undefined) return [];
    const next = named.find(({ name }) => name === exportName);
    if (next === undefined) return certain ? [{ name: exportName, how: 'removed' }] : [];
    const changes = feeds(next.output, replaced) || differs(node, next.output, value);
    return changes ? [{ name: exportName, how: 'changed', at: next.output.at }] : [];
  });
}

/** The export of an output that exists, or may; its name is `undefined` where it is not known offline. */
function exportOf(
  { scope }: StackNode,
  output: Output,
): readonly { readonly name: string | undefined; readonly output: Output }[] {
  const { condition, exportName } = output;
  if (exportName === undefined || (condition !== undefined && scope.condition(condition) === false))
    return [];
  const name = textOfValue(evaluate(exportName, scope), 'the name of an export');
  const known = typeof name === 'string' && !name.includes(accountSymbol);
  return [{ name: known ? name : undefined, output }];
}

function feeds({ value }: Output, replaced: ReadonlySet<string>): boolean {
  return value !== undefined && [...references(value)].some(name => replaced.has(name));
}

/** Of a kept parameter the file knows only the first value: nothing can be said about what it feeds. */
function differs({ scope, keeps }: StackNode, { value }: Output, before: string): boolean {
  if (value === undefined || keeps.size > 0) return false;
  const after = textOfValue(evaluate(value, scope), 'the value of an output');
  return typeof after === 'string' && !after.includes(accountSymbol) && after !== before;
}
