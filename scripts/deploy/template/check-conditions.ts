import type { Problems } from '../yaml/problems.ts';
import { entriesOf, itemsOf, type MapEntry, type Tree, textOf } from '../yaml/tree.ts';

/** Refuses conditions that need themselves, each circle once: CloudFormation takes no template with one. */
export function checkConditions(conditions: ReadonlyMap<string, MapEntry>, problems: Problems): void {
  const told = new Set<string>();
  for (const [name, { at }] of conditions) {
    const circle = told.has(name) ? undefined : circleOf(name, conditions);
    if (circle === undefined) continue;
    for (const member of circle) told.add(member);
    problems.push({
      code: 'CONDITION_CIRCLE',
      message: `the condition ${name} needs itself: ${[...circle, name].join(' needs ')}`,
      at,
    });
  }
}

/** The shortest way from a condition back to itself, without its end. */
function circleOf(start: string, conditions: ReadonlyMap<string, MapEntry>): readonly string[] | undefined {
  const paths: (readonly string[])[] = [[start]];
  const seen = new Set<string>();
  for (const path of paths) {
    for (const next of neededBy(conditions.get(path.at(-1) ?? start)?.value)) {
      if (next === start) return path;
      if (seen.has(next)) continue;
      seen.add(next);
      paths.push([...path, next]);
    }
  }
  return undefined;
}

function neededBy(tree: Tree | undefined): readonly string[] {
  return [
    ...itemsOf(tree).flatMap(neededBy),
    ...entriesOf(tree).flatMap(({ key, value }) =>
      key === 'Condition' ? (textOf(value) ?? []) : neededBy(value),
    ),
  ];
}
