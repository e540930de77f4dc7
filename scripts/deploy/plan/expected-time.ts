import { TYPICAL_DURATIONS, typicalSeconds } from '../../estimate/resources/durations.ts';
import { criticalPath } from '../apply/critical-path.ts';
import type { ChangeRow, ExpectedTime, StackPlan } from '../events.ts';
import { child, itemsOf, textOf } from '../yaml/tree.ts';
import { factsOf, type Scoped } from './resource-facts.ts';
import { references } from './resource-rows.ts';

/** Guesses how long CloudFormation takes for these rows, in seconds: the longest chain of resources that need each other. */
export function typicalTime(scoped: Scoped, rows: readonly ChangeRow[]): number {
  const types = new Map(rows.map(({ logicalId, type }) => [logicalId, type]));
  const known = new Map<string, number>();
  const until = (logicalId: string): number => {
    const found = known.get(logicalId);
    if (found !== undefined) return found;
    // Whoever comes back to itself adds nothing: `check` refuses circles, a condition may still hide one.
    known.set(logicalId, 0);
    const needs = needsOf(scoped, logicalId).filter(id => types.has(id));
    const seconds =
      Math.max(0, ...needs.map(until)) + secondsOf(scoped, logicalId, types.get(logicalId) ?? '');
    known.set(logicalId, seconds);
    return seconds;
  };
  return TYPICAL_DURATIONS.stack + Math.max(0, ...[...types.keys()].map(until));
}

/** How long all stacks take together, along the graph; `undefined` where nothing is known of one of them. */
export function wholeTime(stacks: readonly StackPlan[]): ExpectedTime | undefined {
  const changed = stacks.filter(({ action }) => action !== 'unchanged' && action !== 'settings');
  if (changed.length === 0 || changed.some(({ expected }) => expected === undefined)) return undefined;
  const after = new Map(stacks.map(({ key, after }) => [key, after]));
  const spans = new Map(
    changed.map(({ key, expected }) => [key, { startedAt: 0, endedAt: expected?.seconds ?? 0 }]),
  );
  return {
    seconds: criticalPath([...after.keys()], key => after.get(key) ?? [], spans),
    from: changed.every(({ expected }) => expected?.from === 'last') ? 'last' : 'typical',
  };
}

function secondsOf(scoped: Scoped, logicalId: string, type: string): number {
  const resource = scoped.template.resources.get(logicalId);
  return typicalSeconds(resource === undefined ? { type, text: () => undefined } : factsOf(scoped, resource));
}

function needsOf({ template }: Scoped, logicalId: string): readonly string[] {
  const tree = template.resources.get(logicalId)?.tree;
  if (tree === undefined) return [];
  const dependsOn = child(tree, 'DependsOn');
  return [...references(tree), ...[dependsOn, ...itemsOf(dependsOn)].flatMap(item => textOf(item) ?? [])];
}
