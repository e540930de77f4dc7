import { asError } from '../errors.ts';
import { deleteStack } from './apply/delete-stack.ts';
import { allEvents, createOperations, type Operations } from './apply/operation.ts';
import { reportOverhead } from './apply/overhead.ts';
import { isDone, type StackResult } from './apply/results.ts';
import { runSchedule, type ScheduleEnd } from './apply/schedule.ts';
import { type DeployContext, type OpenContext, openContext } from './context.ts';
import { type DestroyPlan, type DoomedStack, makeDestroyPlan } from './destroy/destroy-plan.ts';
import { emptyBuckets, removeRetainedBuckets } from './destroy/purge.ts';
import type { DoomedResource } from './destroy/retained.ts';
import { diagnose } from './failure/failure-card.ts';
import { proveIdentity } from './guards.ts';
import { interrupted } from './plan/change-set.ts';

export interface DestroyOptions {
  readonly keys?: readonly string[];
  /** Also empties and deletes the buckets that the templates retain. The caller has asked for the typed prefix. */
  readonly purge?: boolean;
}

/** How a destroy ended, stack by stack. */
export interface DestroyResult {
  readonly approved: boolean;
  readonly stacks: ReadonlyMap<string, StackResult>;
  /** What still stands, by policy. */
  readonly retained: readonly DoomedResource[];
  readonly succeeded: boolean;
  readonly detached: boolean;
}

/**
 * Deletes stacks, consumers before producers, independent ones together. What the templates retain stays and is listed;
 * `purge` removes retained buckets too.
 *
 * @throws ProblemsError before the first deletion, for all that stands in the way
 */
export async function destroy(
  context: DeployContext,
  { keys = [], purge = false }: DestroyOptions = {},
): Promise<DestroyResult> {
  const open = openContext(context);
  await proveIdentity(open, 'write');
  const plan = await makeDestroyPlan(open, { keys, purge });
  if (plan.stacks.length > 0 && !(await open.approve(plan))) {
    if (open.signal.aborted) throw interrupted();
    open.report({ type: 'notice', message: 'Nothing was deleted.' });
    return { approved: false, stacks: new Map(), retained: [], succeeded: true, detached: false };
  }
  return conclude(open, plan, purge);
}

interface Run {
  readonly context: OpenContext;
  readonly operations: Operations;
  readonly plan: DestroyPlan;
  readonly purge: boolean;
}

async function conclude(context: OpenContext, plan: DestroyPlan, purge: boolean): Promise<DestroyResult> {
  const began = context.clock.now();
  const run: Run = { context, plan, purge, operations: createOperations(context, plan.approval) };
  const keys = plan.stacks.map(({ key }) => key);
  context.report({ type: 'apply-started', at: began, keys });
  const stacks = new Map<string, StackResult>();
  await runSchedule({
    keys,
    waitsFor: key => doomed(run, key).after.filter(consumer => keys.includes(consumer)),
    run: key => destroyOne(run, key),
    succeeded: isDone,
    concurrency: 10,
    signal: context.signal,
    onEnd: (key, end) => stacks.set(key, reportResult(run, key, end)),
  });
  const retained = retainedBy(run, stacks);
  for (const { key, logicalId, physicalId } of retained) {
    context.report({
      type: 'notice',
      message: `${key} leaves ${logicalId} (${physicalId}): it is retained.`,
    });
  }
  reportOverhead(context, plan.stacks, stacks, began);
  const results = [...stacks.values()];
  const detached = context.signal.aborted && results.some(({ end }) => end === 'cancelled');
  return { approved: true, stacks, retained, succeeded: results.every(isDone), detached };
}

async function destroyOne(run: Run, key: string): Promise<StackResult> {
  const { context } = run;
  const stack = doomed(run, key);
  const began = context.clock.now();
  context.report({ type: 'stack-started', at: began, key, stackName: stack.stackName, action: 'delete' });
  const result = await attempt(run, stack);
  return { ...result, seconds: (context.clock.now() - began) / 1000 };
}

async function attempt(run: Run, stack: DoomedStack): Promise<StackResult> {
  const { context, purge } = run;
  try {
    const deleted = await deleteEmptied(run, stack);
    if (deleted === undefined) return { ...blank(stack), end: 'cancelled' };
    const { outcome, token } = deleted;
    const span = { startedAt: outcome.startedAt, endedAt: outcome.endedAt };
    if (!outcome.succeeded) return { ...(await failed(run, stack, outcome.status, token)), span };
    if (purge) await removeRetainedBuckets(context, stack.resources);
    return { ...blank(stack), end: 'done', span };
  } catch (thrown) {
    const failure = {
      stackId: stack.standing.id,
      status: stack.standing.status,
      events: [],
      error: asError(thrown),
    };
    return { ...blank(stack), end: 'failed', card: await diagnose(context, stack.node, failure) };
  }
}

/** What was written between the emptying and the deletion keeps a bucket from going: with `purge` there is a second try. */
async function deleteEmptied(run: Run, { key, standing, resources }: DoomedStack) {
  const { context, purge } = run;
  if (purge) await emptyBuckets(context, resources);
  const deleted = await deleteStack(run, key, standing);
  if (!purge || deleted === undefined || deleted.outcome.succeeded || context.signal.aborted) return deleted;
  context.report({
    type: 'notice',
    message: `${standing.name} could not be deleted: once more, emptied again.`,
  });
  await emptyBuckets(context, resources);
  return deleteStack(run, key, standing, 2);
}

async function failed(
  { context }: Run,
  stack: DoomedStack,
  status: string,
  token: string,
): Promise<StackResult> {
  const stackId = stack.standing.id;
  const events = await allEvents(context, stackId, token);
  const card = await diagnose(context, stack.node, { stackId, status, events });
  return { ...blank(stack), end: 'failed', card };
}

function blank({ key, stackName }: DoomedStack) {
  return { key, stackName, action: 'delete', seconds: 0, outputs: {} } as const;
}

function reportResult(run: Run, key: string, end: ScheduleEnd<StackResult>): StackResult {
  const { context } = run;
  const result: StackResult = end.end === 'ran' ? end.result : { ...blank(doomed(run, key)), ...end };
  const { action: _, card, span: __, ...shown } = result;
  if (card !== undefined) context.report({ type: 'failure', card });
  context.report({ type: 'stack-ended', at: context.clock.now(), ...shown });
  return result;
}

function retainedBy(
  { plan, purge }: Run,
  stacks: ReadonlyMap<string, StackResult>,
): readonly DoomedResource[] {
  return plan.stacks
    .filter(({ key }) => stacks.get(key)?.end === 'done')
    .flatMap(({ resources }) => resources)
    .filter(({ retained, type }) => retained && !(purge && type === 'AWS::S3::Bucket'));
}

function doomed({ plan }: Run, key: string): DoomedStack {
  const stack = plan.stacks.find(stack => stack.key === key);
  if (stack === undefined) throw new Error(`${key} is not in the plan`);
  return stack;
}
