import type { DeployGraph } from '../graph/graph.ts';
import type { DoomedResource } from './doomed-resources.ts';
import type { Choice } from './selection.ts';

/**
 * Says which stacks come before each one: who imports from it, as deployed; who hangs on it in another way, as the file
 * says; and whoever is deleted with a service role that it holds.
 */
export function deletionOrder(
  { edges }: Pick<DeployGraph, 'edges'>,
  choice: Choice,
  resources: ReadonlyMap<string, readonly DoomedResource[]>,
): ReadonlyMap<string, readonly string[]> {
  const { stacks, imports } = choice;
  const names = new Map([...stacks].map(([key, { standing }]) => [standing.name, key]));
  const before = new Map<string, Set<string>>();
  for (const [key, { standing }] of stacks) {
    const importing = [...(imports.get(key) ?? [])].flatMap(name => names.get(name) ?? []);
    // Of imports the deployed ones count: a stack that this one imports from cannot be deleted before it.
    const hanging = edges.filter(
      ({ from, to, kind }) => from === key && kind !== 'strong' && !imports.get(to)?.has(standing.name),
    );
    before.set(key, new Set([...importing, ...hanging.map(({ to }) => to)].filter(other => other !== key)));
  }
  for (const [key, users] of roleUsers(choice, resources)) {
    for (const user of users) if (!waitsFor(before, user, key)) before.get(key)?.add(user);
  }
  return new Map([...before].map(([key, others]) => [key, [...others]]));
}

/** Key of the stack that holds a service role → keys of the stacks that are deleted with it. */
function roleUsers(
  { stacks }: Choice,
  resources: ReadonlyMap<string, readonly DoomedResource[]>,
): ReadonlyMap<string, readonly string[]> {
  const roles = [...resources].flatMap(([key, held]) =>
    held.filter(({ type }) => type === 'AWS::IAM::Role').map(({ physicalId }) => ({ key, physicalId })),
  );
  return new Map(
    roles.map(({ key, physicalId }) => [
      key,
      [...stacks]
        .filter(([user, { standing }]) => user !== key && standing.roleArn?.split('/').at(-1) === physicalId)
        .map(([user]) => user),
    ]),
  );
}

function waitsFor(
  before: ReadonlyMap<string, ReadonlySet<string>>,
  key: string,
  other: string,
  seen = new Set<string>(),
): boolean {
  if (seen.has(key)) return false;
  seen.add(key);
  const direct = before.get(key) ?? new Set<string>();
  return direct.has(other) || [...direct].some(next => waitsFor(before, next, other, seen));
}
