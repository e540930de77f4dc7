import type { StackState } from '../aws/cloudformation.ts';
import { type DeployContext, type OpenContext, openContext } from './context.ts';
import type { ChangeRow, ExpectedTime, StackAction, StackPlan } from './events.ts';
import type { Edge, StackNode } from './graph/graph.ts';
import { proveIdentity } from './guards.ts';
import { approvalDigest } from './plan/approval.ts';
import { lookAside, NOTHING_ASIDE } from './plan/aside.ts';
import { dropChangeSets, interrupted, isOvertaken, makeChangeSet } from './plan/change-set.ts';
import { type DesiredStack, desiredStack } from './plan/desired-stack.ts';
import { protectionDifference } from './plan/differences.ts';
import { wholeTime } from './plan/expected-time.ts';
import { requireExternalExports } from './plan/external.ts';
import { PRICE_BASIS, withForecast } from './plan/forecast.ts';
import { isLate } from './plan/late.ts';
import { marksOf } from './plan/marks.ts';
import { judge, type Verdict } from './plan/no-op.ts';
import { allPlanned } from './plan/refusal.ts';
import { withReleaseEdges } from './plan/release.ts';
import { lateRows, newRows, possibleRows } from './plan/resource-rows.ts';
import { withProducers } from './plan/selection.ts';
import { readStacks, readTogether } from './plan/standing.ts';

/** What will happen to one stack, and all that is needed to do it. */
export interface PlannedStack extends StackPlan {
  readonly desired: DesiredStack;
  readonly standing: StackState | undefined;
  /** The ARN of the change set that was shown; none for a late one, which is made when its producers are done. */
  readonly changeSet?: string;
}

/** What the one question is about, in the order in which it can begin. `approval` is a digest of it: nothing wider ever runs. */
export interface DeployPlan {
  readonly stacks: readonly StackPlan[];
  readonly approval: string;
  /** Names of stacks that this environment once deployed, and whose file names them no more. */
  readonly orphans?: readonly string[];
  /** Of all stacks together, along the graph. */
  readonly expected?: ExpectedTime;
  /** Which prices the stacks are weighed with. */
  readonly prices?: { readonly date: string; readonly region: string };
}

/** A plan with all that is needed to apply it. */
export interface AppliablePlan extends DeployPlan {
  readonly stacks: readonly PlannedStack[];
}

/** Shows what `deploy` would do, and leaves nothing behind: its change sets are deleted, also on a signal. */
export async function plan(
  context: DeployContext,
  { keys = [] }: { readonly keys?: readonly string[] } = {},
): Promise<DeployPlan> {
  const open = openContext(context);
  await proveIdentity(open, 'write');
  const nodes = withProducers(open.graph, keys);
  const made = await makePlan(open, nodes, await readStacks(open, nodes));
  await dropChangeSets(open, changeSetsOf(made));
  return made;
}

/** The change sets that a plan made. */
export function changeSetsOf({ stacks }: AppliablePlan): readonly string[] {
  return stacks.flatMap(({ changeSet }) => changeSet ?? []);
}

/**
 * Plans what these stacks need, given what stands, and reports it.
 *
 * @throws everything that keeps a stack from being planned at once, after the change sets of the others are deleted
 */
export async function makePlan(
  context: OpenContext,
  nodes: readonly StackNode[],
  standing: ReadonlyMap<string, StackState>,
): Promise<AppliablePlan> {
  const looks = await lookAtAll(context, nodes, standing);
  const aside = () => lookAside(context, [...looks.values()]);
  // Beside the change sets, which take longer; what will run them is loaded meanwhile.
  const early = [...looks.values()].some(isSureToChange) ? aside() : undefined;
  if (early !== undefined) void import('./apply/apply.ts');
  const arranged = await arrange(context, await planAll(context, looks));
  const quiet = arranged.every(({ action }) => action === 'unchanged');
  const { orphans, durations } = await (early ?? (quiet ? NOTHING_ASIDE : aside()));
  const stacks = withForecast(context, arranged, { durations, deployed: deployedTemplates(looks) });
  const made = { stacks, approval: approvalDigest(stacks), orphans, ...outlook(stacks) };
  if (context.signal.aborted) {
    await dropChangeSets(context, changeSetsOf(made));
    throw interrupted();
  }
  context.report({ type: 'plan', ...made });
  return made;
}

function isSureToChange({ verdict }: Look): boolean {
  return verdict.kind !== 'unchanged' && verdict.kind !== 'ask';
}

/** What is said of the whole plan: how long it takes, and by which prices. */
function outlook(stacks: readonly StackPlan[]): Pick<DeployPlan, 'expected' | 'prices'> {
  const expected = wholeTime(stacks);
  return {
    ...(expected === undefined ? {} : { expected }),
    ...(stacks.some(({ price }) => price !== undefined) ? { prices: PRICE_BASIS } : {}),
  };
}

function deployedTemplates(looks: ReadonlyMap<string, Look>): ReadonlyMap<string, string> {
  return new Map(
    [...looks].flatMap(([key, { verdict }]) => ('deployed' in verdict ? [[key, verdict.deployed]] : [])),
  );
}

/** What can be said only of all stacks together. */
async function arrange(
  context: OpenContext,
  stacks: readonly PlannedStack[],
): Promise<readonly PlannedStack[]> {
  try {
    await requireExternalExports(context, stacks);
    const arranged = await withReleaseEdges(context, stacks);
    return arranged.map(stack => ({ ...stack, marks: marksOf(stack) }));
  } catch (error) {
    await dropChangeSets(context, changeSetsOf({ stacks, approval: '' }));
    throw error;
  }
}

/** A stack before anything was made for it. */
interface Look {
  readonly node: StackNode;
  readonly desired: DesiredStack;
  readonly standing: StackState | undefined;
  readonly verdict: Verdict;
}

async function lookAtAll(
  context: OpenContext,
  nodes: readonly StackNode[],
  standing: ReadonlyMap<string, StackState>,
): Promise<ReadonlyMap<string, Look>> {
  const looks = await readTogether(nodes, async node => {
    const [look] = await Promise.allSettled([lookAt(context, node, standing.get(node.key))]);
    return look;
  });
  return new Map(allPlanned(looks).map(look => [look.node.key, look]));
}

async function lookAt(
  context: OpenContext,
  node: StackNode,
  standing: StackState | undefined,
): Promise<Look> {
  const codeKey = await codeKeyOf(context, node);
  const desired = desiredStack(context.graph.environment, node, { codeKey, standing });
  return { node, desired, standing, verdict: await judge(context, node, desired, standing) };
}

async function codeKeyOf({ gateways }: OpenContext, { entry }: StackNode): Promise<string | undefined> {
  return entry.function === undefined ? undefined : (await gateways.packager.pack(entry.function)).key;
}

async function planAll(
  context: OpenContext,
  looks: ReadonlyMap<string, Look>,
): Promise<readonly PlannedStack[]> {
  const plans = await Promise.allSettled([...looks.values()].map(look => planOne(context, look, looks)));
  if (plans.some(({ status }) => status === 'rejected')) {
    const stacks = plans.flatMap(result => (result.status === 'fulfilled' ? result.value : []));
    await dropChangeSets(context, changeSetsOf({ stacks, approval: '' }));
  }
  return allPlanned(plans);
}

async function planOne(
  context: OpenContext,
  look: Look,
  looks: ReadonlyMap<string, Look>,
): Promise<PlannedStack> {
  const { verdict, node, desired } = look;
  const edges = context.graph.edges.filter(({ to }) => to === node.key);
  if (verdict.kind !== 'changed' && verdict.kind !== 'ask' && verdict.kind !== 'stuck') {
    return planned(look, edges, PLAIN_ACTIONS[verdict.kind], plainRows(look));
  }
  const late = () => planned(look, edges, 'update', lateRows(node, verdict));
  if (verdict.kind === 'stuck' || isLate(edges, key => looks.get(key))) return late();
  const changeSet = await makeChangeSet(context, desired, 'UPDATE').catch(async (thrown: unknown) => {
    if (isOvertaken(thrown)) return 'overtaken' as const;
    const { tellRefusedPlan } = await import('./failure/planning-failure.ts');
    return tellRefusedPlan(context, node, { standing: look.standing, thrown });
  });
  // It is followed when its turn comes, and compared then.
  if (changeSet === 'overtaken') return late();
  if (changeSet === undefined) return planned(look, edges, actionWithoutRows(context, look), []);
  return { ...planned(look, edges, 'update', possibleRows(node, changeSet.rows)), changeSet: changeSet.id };
}

/** CloudFormation sees nothing to change. The emulator says so of Outputs, too: there they are updated directly. */
function actionWithoutRows({ graph }: OpenContext, { verdict, desired, standing }: Look): StackAction {
  if (graph.environment.endpoint !== undefined && verdict.kind === 'changed') return 'update';
  return standing !== undefined && protectionDifference(desired, standing) !== undefined
    ? 'settings'
    : 'unchanged';
}

function planned(
  { node, desired, standing, verdict }: Look,
  edges: readonly Edge[],
  action: StackAction,
  rows: readonly ChangeRow[],
): PlannedStack {
  return {
    key: node.key,
    stackName: desired.stackName,
    action,
    reasons: action === 'unchanged' ? [] : verdict.reasons,
    rows,
    after: node.producers,
    waits: edges.map(({ from, kind, via, at }) => ({
      key: from,
      kind,
      at,
      ...(via === undefined ? {} : { via }),
    })),
    desired,
    standing,
  };
}

function plainRows({ node, verdict }: Look): readonly ChangeRow[] {
  return verdict.kind === 'new' || verdict.kind === 'leftover' ? newRows(node) : [];
}

const PLAIN_ACTIONS = {
  new: 'create',
  leftover: 'recreate',
  // A plan says that it is busy and goes on; `deploy` waits for it and plans again.
  busy: 'update',
  settings: 'settings',
  unchanged: 'unchanged',
} as const;
