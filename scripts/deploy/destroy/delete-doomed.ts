import { asError } from '../../errors.ts';
import { deleteStack, remainingResources } from '../apply/delete-stack.ts';
import { allEvents, type Operations } from '../apply/operation.ts';
import type { StackResult } from '../apply/results.ts';
import type { OpenContext } from '../context.ts';
import { diagnose } from '../failure/failure-card.ts';
import type { DestroyPlan, DoomedBuckets, DoomedStack } from './destroy-plan.ts';
import { emptyBuckets, removeBuckets, removeRetainedBuckets } from './purge.ts';
import { stopTasks } from './stop-tasks.ts';
import { watchInterfaces } from './watch-interfaces.ts';

/** All that the deletions of one command share. */
export interface DestroyRun {
  readonly context: OpenContext;
  readonly operations: Operations;
  readonly plan: DestroyPlan;
  readonly purge: boolean;
}

/** Deletes one stack of the plan, or the buckets that one left. What fails is a result. */
export async function deleteDoomed(
  run: DestroyRun,
  doomed: DoomedStack | DoomedBuckets,
): Promise<StackResult> {
  const { clock, report } = run.context;
  const began = clock.now();
  const { key, stackName } = doomed;
  report({ type: 'stack-started', at: began, key, stackName, action: 'delete' });
  const result = 'left' in doomed ? await removeLeft(run, doomed) : await attempt(run, doomed);
  return { ...result, seconds: (clock.now() - began) / 1000 };
}

/** The result of a stack to which nothing has happened. */
export function blank({ key, stackName }: DoomedStack | DoomedBuckets) {
  return { key, stackName, action: 'delete', seconds: 0, outputs: {} } as const;
}

async function removeLeft({ context }: DestroyRun, doomed: DoomedBuckets): Promise<StackResult> {
  try {
    await removeBuckets(
      context,
      doomed.left.buckets.map(({ name }) => name),
    );
    return { ...blank(doomed), end: 'done' };
  } catch (thrown) {
    const card = {
      key: doomed.key,
      stackName: doomed.stackName,
      status: 'NOT_EMPTIED',
      reason: asError(thrown).message,
      suggestion: `npx cloudpool destroy -e ${context.graph.environment.reference} --purge`,
    };
    return { ...blank(doomed), end: 'failed', card };
  }
}

async function attempt(run: DestroyRun, stack: DoomedStack): Promise<StackResult> {
  const { context, purge } = run;
  try {
    const deleted = await deleteEmptied(run, stack);
    if (deleted === 'not begun') return { ...blank(stack), end: 'cancelled' };
    if (deleted === undefined) return { ...blank(stack), end: 'cancelled', goesOn: true };
    const { outcome } = deleted;
    const span = { startedAt: outcome.startedAt, endedAt: outcome.endedAt };
    if (!outcome.succeeded) return { ...(await failed(run, stack, deleted)), span };
    if (purge) await removeRetainedBuckets(context, stack.resources);
    return { ...blank(stack), end: 'done', span };
  } catch (thrown) {
    const { id: stackId, status } = stack.standing;
    const failure = { stackId, status, events: [], error: asError(thrown) };
    return { ...blank(stack), end: 'failed', card: await diagnose(context, stack.node, failure) };
  }
}

/** How a deletion ended; `tries`: how often it was begun. */
type Deleted = NonNullable<Awaited<ReturnType<typeof deleteStack>>> & { readonly tries: number };

/** What was written between the emptying and the deletion keeps a bucket from going: with `purge` there is a second try. */
async function deleteEmptied(
  run: DestroyRun,
  stack: DoomedStack,
): Promise<Deleted | 'not begun' | undefined> {
  const { context, purge } = run;
  await stopTasks(context, stack);
  if (context.signal.aborted) return 'not begun';
  if (purge) await emptyBuckets(context, stack.resources);
  const deleted = await deleteWatched(run, stack, 1);
  if (!purge || deleted === undefined || deleted.outcome.succeeded || context.signal.aborted) return deleted;
  context.report({
    type: 'notice',
    message: `${stack.stackName} could not be deleted: once more, emptied again.`,
  });
  await emptyBuckets(context, stack.resources);
  return deleteWatched(run, stack, 2);
}

async function deleteWatched(
  run: DestroyRun,
  stack: DoomedStack,
  tries: number,
): Promise<Deleted | undefined> {
  const stacks = run.plan.stacks.flatMap(doomed => ('left' in doomed ? [] : [doomed]));
  const watch = { stack, stacks, working: () => run.operations.working(stack.key) };
  const deleted = await watchInterfaces(run.context, watch, () =>
    deleteStack(run, stack.key, stack.standing, tries),
  );
  return deleted === undefined ? undefined : { ...deleted, tries };
}

/** A stack whose deletion failed before, now or in an earlier command, is only left behind by force. */
async function failed(
  { context }: DestroyRun,
  stack: DoomedStack,
  { outcome, token, tries }: Deleted,
): Promise<StackResult> {
  const { id: stackId, status } = stack.standing;
  const [events, remains] = await Promise.all([
    allEvents(context, stackId, token),
    remainingResources(context, stackId),
  ]);
  const again = tries > 1 || status === 'DELETE_FAILED';
  const failure = { stackId, status: outcome.status, events, remains, again };
  return { ...blank(stack), end: 'failed', card: await diagnose(context, stack.node, failure) };
}
