import { createHash } from 'node:crypto';
import type { StackState } from '../../aws/cloudformation.ts';
import { type Problem, ProblemsError } from '../../errors.ts';
import { readSettledStacks } from '../apply/attach.ts';
import type { OpenContext } from '../context.ts';
import type { StackPlan } from '../events.ts';
import type { DeployGraph, StackNode } from '../graph/graph.ts';
import { ENVIRONMENT_TAG } from '../plan/desired-stack.ts';
import { withConsumers } from '../plan/selection.ts';
import { isAbsent } from '../plan/stack-status.ts';
import { readTogether } from '../plan/standing.ts';
import { type DoomedResource, doomedResources, isBucket } from './retained.ts';

/** A stack that will be deleted. */
export interface DoomedStack extends StackPlan {
  readonly node: StackNode;
  readonly standing: StackState;
  readonly resources: readonly DoomedResource[];
}

/** What will be deleted, consumers before producers. */
export interface DestroyPlan {
  readonly stacks: readonly DoomedStack[];
  readonly approval: string;
}

/**
 * Plans the deletion of the named stacks with everything that needs them; of all stacks when none is named.
 *
 * @throws ProblemsError before anything is deleted: protected stacks, other people's stacks, exports still imported elsewhere
 */
export async function makeDestroyPlan(
  context: OpenContext,
  { keys, purge }: { readonly keys: readonly string[]; readonly purge: boolean },
): Promise<DestroyPlan> {
  const nodes = withConsumers(context.graph, keys).toReversed();
  const standing = await readSettledStacks(context, nodes);
  const present = nodes.filter(({ key }) => exists(standing.get(key)));
  const imports = await readImports(context, present, standing);
  refuseUnsafe(context, standing, imports);
  const stacks = await readTogether(present, node => planOne(context, node, { standing, imports, purge }));
  const plan = { stacks, approval: digest(stacks) };
  context.report({ type: 'plan', ...plan });
  return plan;
}

/** A shell that only a change set made counts: it would be left behind. */
function exists(state: StackState | undefined): boolean {
  return state !== undefined && state.status !== 'DELETE_COMPLETE';
}

/** Producer key → names of the stacks that import from it, as deployed: the files may say otherwise by now. */
type Imports = ReadonlyMap<string, ReadonlySet<string>>;

async function readImports(
  { gateways }: OpenContext,
  nodes: readonly StackNode[],
  standing: ReadonlyMap<string, StackState>,
): Promise<Imports> {
  const exported = nodes.flatMap(({ key }) =>
    [...(standing.get(key)?.outputs.values() ?? [])].flatMap(({ exportName }) =>
      exportName === undefined ? [] : [{ key, exportName }],
    ),
  );
  const imports = new Map<string, Set<string>>();
  await readTogether(exported, async ({ key, exportName }) => {
    const importers = imports.get(key) ?? new Set();
    imports.set(key, importers);
    for (const stackName of await gateways.cloudFormation.importers(exportName)) importers.add(stackName);
  });
  return imports;
}

async function planOne(
  context: OpenContext,
  node: StackNode,
  surroundings: {
    readonly standing: ReadonlyMap<string, StackState>;
    readonly imports: Imports;
    readonly purge: boolean;
  },
): Promise<DoomedStack> {
  const { standing, imports, purge } = surroundings;
  const state = standing.get(node.key) as StackState;
  const resources = await doomedResources(context, node, state);
  const importers = imports.get(node.key) ?? new Set();
  const importing = [...standing].filter(([, { name }]) => importers.has(name)).map(([key]) => key);
  const kept = resources.filter(({ retained }) => retained);
  return {
    key: node.key,
    stackName: state.name,
    action: 'delete',
    reasons: kept.map(resource => fateOf(resource, purge)),
    rows: resources
      .filter(({ retained }) => !retained)
      .map(({ logicalId, type }) => ({ action: 'Remove', logicalId, type, details: [] })),
    after: [...new Set([...importing, ...orderedAfter(context.graph, node.key, state.name, imports)])],
    node,
    standing: state,
    resources,
  };
}

function fateOf(resource: DoomedResource, purge: boolean): string {
  const { logicalId, physicalId } = resource;
  const end = purge && isBucket(resource) ? 'is emptied and deleted' : 'is retained';
  return `${logicalId} (${physicalId}) ${end}`;
}

/**
 * Who comes first for another reason than an import: of imports the deployed ones count, not those of the files. A
 * stack that `stackName` itself imports from cannot be deleted before it, whatever the files say by now.
 */
function orderedAfter(
  { edges }: DeployGraph,
  key: string,
  stackName: string,
  imports: Imports,
): readonly string[] {
  return edges
    .filter(({ from, to, kind }) => from === key && kind !== 'strong' && !imports.get(to)?.has(stackName))
    .map(({ to }) => to);
}

function refuseUnsafe(
  { graph }: OpenContext,
  standing: ReadonlyMap<string, StackState>,
  imports: Imports,
): void {
  const names = new Set([...standing.values()].map(({ name }) => name));
  const problems = [...standing].flatMap(([key, state]) => [
    ...protectionProblem(state),
    ...ownerProblem(state, graph.environment.name),
    ...importProblem(
      state,
      [...(imports.get(key) ?? [])].filter(name => !names.has(name)),
    ),
  ]);
  if (problems.length > 0) throw new ProblemsError(problems, 'what would be destroyed');
}

function protectionProblem({ name, terminationProtection }: StackState): readonly Problem[] {
  if (!terminationProtection) return [];
  return [
    {
      code: 'PROTECTED_STACK',
      message: `${name} has termination protection.`,
      hint: 'Set `terminationProtection: false` in the environment file and deploy, then destroy.',
    },
  ];
}

function ownerProblem({ name, status, tags }: StackState, environment: string): readonly Problem[] {
  const owner = tags.get(ENVIRONMENT_TAG);
  if (owner === environment || isAbsent(status)) return [];
  return [
    {
      code: 'FOREIGN_STACK',
      message: `${name} belongs to ${owner ?? 'somebody else'}, not to ${environment}.`,
    },
  ];
}

function importProblem({ name }: StackState, importers: readonly string[]): readonly Problem[] {
  if (importers.length === 0) return [];
  return [
    {
      code: 'EXPORT_IN_USE',
      message: `${importers.join(', ')} still import${importers.length === 1 ? 's' : ''} from ${name}.`,
      hint: 'Delete them first, or take the import out of them.',
    },
  ];
}

function digest(stacks: readonly DoomedStack[]): string {
  const ids = stacks.map(({ standing, resources }) => [
    standing.id,
    resources.map(({ physicalId }) => physicalId),
  ]);
  return createHash('sha256').update(JSON.stringify(ids)).digest('hex');
}
