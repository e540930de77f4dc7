import { formatPosition, type Position } from '../../errors.ts';
import { subReferences } from '../values/sub.ts';
import type { Problems } from '../yaml/problems.ts';
import { child, entriesOf, itemsOf, soleEntry, type Tree, textOf } from '../yaml/tree.ts';
import type { Resource, Template } from './template.ts';

/** One resource needs another to stand first. */
export interface Need {
  readonly on: string;
  readonly at: Position;
}

/**
 * Refuses resources that need each other, such as two security groups that name one another. What hangs on a
 * condition is not judged.
 */
export function checkDependencies({ resources, opaque }: Template, problems: Problems): void {
  if (opaque) return;
  const needs = new Map<string, readonly Need[]>();
  for (const [logicalId, resource] of resources) {
    const found = resource.condition === undefined ? needsOf(resource) : [];
    needs.set(
      logicalId,
      found.filter(({ on }) => resources.get(on)?.condition === undefined && resources.has(on)),
    );
  }
  const done = new Set<string>();
  for (const logicalId of needs.keys()) {
    const circle = findCircle(logicalId, needs, done);
    if (circle !== undefined) reportCircle(circle, problems);
  }
}

interface Step extends Need {
  readonly from: string;
}

/** Walks in depth; what was left once leads into no further circle. */
function findCircle(
  start: string,
  needs: ReadonlyMap<string, readonly Need[]>,
  done: Set<string>,
): readonly Step[] | undefined {
  const path: Step[] = [];
  const walk = (from: string): readonly Step[] | undefined => {
    if (done.has(from)) return undefined;
    done.add(from);
    for (const need of needs.get(from) ?? []) {
      path.push({ ...need, from });
      const first = path.findIndex(step => step.from === need.on);
      const circle = first < 0 ? walk(need.on) : path.slice(first);
      if (circle !== undefined) return circle;
      path.pop();
    }
    return undefined;
  };
  return walk(start);
}

function reportCircle(circle: readonly Step[], problems: Problems): void {
  const steps = circle.map(({ from, on, at }) => `${from} needs ${on} (${formatPosition(at)})`);
  problems.push({
    code: 'RESOURCE_CYCLE',
    message: `resources wait for each other: ${steps.join(', ')}`,
    hint: 'Take one of the references into a resource of its own, such as a rule or a policy.',
    at: circle[0]?.at,
  });
}

/** What a resource refers to, outside of `Fn::If`: CloudFormation makes that first. */
export function needsOf({ tree }: Resource): readonly Need[] {
  const dependsOn = child(tree, 'DependsOn');
  const named = dependsOn?.kind === 'list' ? dependsOn.items : dependsOn === undefined ? [] : [dependsOn];
  return [
    ...named.flatMap(item => needOn(textOf(item), item)),
    ...[...referencesIn(child(tree, 'Properties'))],
  ];
}

function* referencesIn(tree: Tree | undefined): Generator<Need> {
  if (tree === undefined) return;
  const call = soleEntry(tree);
  if (call?.key === 'Fn::If') return;
  if (call?.key === 'Ref') yield* needOn(textOf(call.value), tree);
  if (call?.key === 'Fn::GetAtt')
    yield* needOn((textOf(call.value) ?? textOf(itemsOf(call.value)[0]))?.split('.')[0], tree);
  if (call?.key === 'Fn::Sub') for (const { name } of subReferences(call.value)) yield* needOn(name, tree);
  for (const item of itemsOf(tree)) yield* referencesIn(item);
  for (const { value } of entriesOf(tree)) yield* referencesIn(value);
}

function needOn(on: string | undefined, { at }: Tree): readonly Need[] {
  return on === undefined ? [] : [{ on, at }];
}
