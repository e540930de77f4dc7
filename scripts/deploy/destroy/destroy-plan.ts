import { createHash } from 'node:crypto';
import type { OpenContext } from '../context.ts';
import type { StackPlan } from '../events.ts';
import { findOrphans } from '../plan/orphans.ts';
import { readTogether } from '../plan/standing.ts';
import { deletionOrder } from './deletion-order.ts';
import { type DoomedResource, doomedResources, isBucket } from './doomed-resources.ts';
import { findLeftBuckets, type LeftBuckets } from './left-buckets.ts';
import { fullness, lossesOf } from './losses.ts';
import { refuseUnsafe } from './refusals.ts';
import { type ChosenStack, chooseStacks } from './selection.ts';

/** A stack that will be deleted. */
export interface DoomedStack extends StackPlan, ChosenStack {
  readonly resources: readonly DoomedResource[];
}

/** Buckets without a stack that a purge takes along. */
export interface DoomedBuckets extends StackPlan {
  readonly left: LeftBuckets;
}

/** What will be deleted, consumers before producers. */
export interface DestroyPlan {
  readonly stacks: readonly (DoomedStack | DoomedBuckets)[];
  readonly approval: string;
}

export interface DestroyWish {
  readonly keys: readonly string[];
  readonly purge: boolean;
}

/**
 * Plans the deletion of the named stacks with everything that needs them; of all stacks of the file when none is named.
 * What is lost with them is counted and reported, before anybody is asked.
 *
 * @throws ProblemsError before anything is deleted: protected stacks, other people's stacks, exports still imported elsewhere
 */
export async function makeDestroyPlan(context: OpenContext, wish: DestroyWish): Promise<DestroyPlan> {
  const choice = await chooseStacks(context, wish.keys);
  refuseUnsafe(choice, context.graph.environment.name);
  const chosen = [...choice.stacks.values()];
  const held = await readTogether(chosen, stack => doomedResources(context, stack));
  const resources = new Map(chosen.map(({ node }, index) => [node.key, held[index] ?? []]));
  const order = deletionOrder(context.graph, choice, resources);
  const doomed = await readTogether(chosen, stack => {
    const { key } = stack.node;
    const surroundings = { resources: resources.get(key) ?? [], after: order.get(key) ?? [] };
    return planOne(context, stack, { ...surroundings, purge: wish.purge });
  });
  const [left, orphans] = await Promise.all([
    wish.purge ? findLeftBuckets(context, wish.keys) : [],
    remainingOrphans(context, wish.keys, doomed),
  ]);
  const buckets = await readTogether(left, found => planBuckets(context, found, choice.stacks));
  const stacks = [...doomed, ...buckets];
  const plan = { stacks, approval: digest(stacks) };
  context.report({ type: 'plan', ...plan, orphans });
  return plan;
}

/** Destroying everything leaves what the file does not name: it is named, so that nobody believes otherwise. */
async function remainingOrphans(
  context: OpenContext,
  keys: readonly string[],
  doomed: readonly DoomedStack[],
): Promise<readonly string[]> {
  if (keys.length > 0) return [];
  const going = new Set(doomed.map(({ stackName }) => stackName));
  return (await findOrphans(context)).filter(name => !going.has(name));
}

async function planOne(
  context: OpenContext,
  stack: ChosenStack,
  {
    resources,
    after,
    purge,
  }: {
    readonly resources: readonly DoomedResource[];
    readonly after: readonly string[];
    readonly purge: boolean;
  },
): Promise<DoomedStack> {
  const kept = resources.filter(({ retained }) => retained);
  const [marks, fates] = await Promise.all([
    lossesOf(context, stack, { resources, purge }),
    readTogether(kept, resource => fateOf(context, resource, purge)),
  ]);
  return {
    ...stack,
    key: stack.node.key,
    stackName: stack.standing.name,
    action: 'delete',
    reasons: [...(stack.orphan ? ['the file names it no more'] : []), ...fates],
    rows: resources
      .filter(({ retained }) => !retained)
      .map(({ logicalId, type }) => ({ action: 'Remove', logicalId, type, details: [] })),
    marks,
    after,
    resources,
  };
}

async function fateOf(context: OpenContext, resource: DoomedResource, purge: boolean): Promise<string> {
  const { logicalId, physicalId } = resource;
  const named = `${logicalId} (${physicalId})`;
  if (!isBucket(resource)) return `${named} is retained`;
  return purge
    ? `${named} is emptied and deleted`
    : `${named} is retained${await fullness(context, physicalId)}`;
}

async function planBuckets(
  context: OpenContext,
  left: LeftBuckets,
  stacks: ReadonlyMap<string, ChosenStack>,
): Promise<DoomedBuckets> {
  const start = `${context.graph.environment.prefix}-`;
  const key = left.stackName.startsWith(start) ? left.stackName.slice(start.length) : left.stackName;
  const reasons = await readTogether(left.buckets, async ({ name, logicalId }) => {
    const full = await fullness(context, name);
    return `${logicalId} (${name}), left by an earlier destroy${full}, is emptied and deleted`;
  });
  return {
    key: stacks.has(key) ? `${key} (earlier)` : key,
    stackName: left.stackName,
    action: 'delete',
    reasons,
    rows: [],
    after: [],
    left,
  };
}

function digest(stacks: DestroyPlan['stacks']): string {
  const ids = stacks.map(stack =>
    'left' in stack ? stack.left : [stack.standing.id, stack.resources.map(({ physicalId }) => physicalId)],
  );
  return createHash('sha256').update(JSON.stringify(ids)).digest('hex');
}
