import type { StackState } from '../../aws/cloudformation.ts';
import { readSettledStacks } from '../apply/attach.ts';
import type { OpenContext } from '../context.ts';
import type { StackNode } from '../graph/graph.ts';
import { ENVIRONMENT_TAG } from '../plan/desired-stack.ts';
import { stackNode, withConsumers } from '../plan/selection.ts';
import { readTogether } from '../plan/standing.ts';
import { findOrphan, orphanNode } from './orphan.ts';

/** A stack that stands and was chosen: named, needed by one that was, or every stack when none was named. */
export interface ChosenStack {
  readonly node: StackNode;
  readonly standing: StackState;
  /** The file names it no more. */
  readonly orphan: boolean;
}

export interface Choice {
  /** By key. */
  readonly stacks: ReadonlyMap<string, ChosenStack>;
  /** Key → names of the stacks that import from it, as deployed: the files may say otherwise by now. */
  readonly imports: ReadonlyMap<string, ReadonlySet<string>>;
}

/**
 * Chooses the named stacks with everything of this environment that needs them. A stack that the file does not name any
 * more is found by its name and its tag.
 *
 * @throws CloudpoolError for a name that stands for no stack
 */
export async function chooseStacks(context: OpenContext, keys: readonly string[]): Promise<Choice> {
  const choice = { stacks: new Map<string, ChosenStack>(), imports: new Map<string, ReadonlySet<string>>() };
  let next = await namedNodes(context, keys);
  while (next.length > 0) {
    const added = await addStanding(context, choice, next);
    next = await importersOf(context, choice, added);
  }
  return choice;
}

async function namedNodes(context: OpenContext, keys: readonly string[]): Promise<readonly StackNode[]> {
  if (keys.length === 0) return withConsumers(context.graph, []);
  const known = keys.filter(key => context.graph.nodes.has(key));
  const others = await readTogether(
    keys.filter(key => !context.graph.nodes.has(key)),
    async key => {
      const orphan = await findOrphan(context, key);
      // What is neither here nor there is refused with the nearest name.
      return orphan === undefined ? stackNode(context.graph, key) : orphanNode(context, orphan);
    },
  );
  return [...(known.length === 0 ? [] : withConsumers(context.graph, known)), ...others];
}

/** A shell that only a change set made counts: it would be left behind. */
async function addStanding(
  context: OpenContext,
  { stacks, imports }: { stacks: Map<string, ChosenStack>; imports: Map<string, ReadonlySet<string>> },
  nodes: readonly StackNode[],
): Promise<readonly ChosenStack[]> {
  const standing = await readSettledStacks(context, nodes);
  const added = nodes.toReversed().flatMap((node): readonly ChosenStack[] => {
    const state = standing.get(node.key);
    if (state === undefined || state.status === 'DELETE_COMPLETE' || stacks.has(node.key)) return [];
    return [{ node, standing: state, orphan: !context.graph.nodes.has(node.key) }];
  });
  for (const stack of added) stacks.set(stack.node.key, stack);
  for (const [key, importers] of await readImports(context, added)) imports.set(key, importers);
  return added;
}

async function readImports(
  { gateways }: OpenContext,
  stacks: readonly ChosenStack[],
): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const imports = new Map(stacks.map(({ node }) => [node.key, new Set<string>()]));
  const exported = stacks.flatMap(({ node, standing }) =>
    [...standing.outputs.values()].flatMap(({ exportName }) =>
      exportName === undefined ? [] : [{ key: node.key, exportName }],
    ),
  );
  await readTogether(exported, async ({ key, exportName }) => {
    for (const name of await gateways.cloudFormation.importers(exportName)) imports.get(key)?.add(name);
  });
  return imports;
}

/** Who imports from what was chosen, and belongs to this environment, goes along. Of other people's the plan speaks. */
async function importersOf(
  context: OpenContext,
  { stacks, imports }: Choice,
  added: readonly ChosenStack[],
): Promise<readonly StackNode[]> {
  const chosen = new Set([...stacks.values()].map(({ standing }) => standing.name));
  const names = new Set(added.flatMap(({ node }) => [...(imports.get(node.key) ?? [])]));
  const { environment, nodes } = context.graph;
  const found = await readTogether(
    [...names].filter(name => !chosen.has(name)),
    async (name): Promise<StackNode | undefined> => {
      const known = [...nodes.values()].find(({ entry }) => entry.stackName === name);
      if (known !== undefined) return known;
      const state = await context.gateways.cloudFormation.describeStack(name);
      return state?.tags.get(ENVIRONMENT_TAG) === environment.name ? orphanNode(context, state) : undefined;
    },
  );
  return found.filter(node => node !== undefined);
}
