import { createInterruption } from './apply/interruption.ts';
import { createOperations } from './apply/operation.ts';
import { reportOverhead } from './apply/overhead.ts';
import { isDone, type StackResult } from './apply/results.ts';
import { runSchedule, type ScheduleEnd } from './apply/schedule.ts';
import { type DeployContext, type OpenContext, openContext } from './context.ts';
import { blank, type DestroyRun, deleteDoomed } from './destroy/delete-doomed.ts';
import {
  type DestroyPlan,
  type DoomedBuckets,
  type DoomedStack,
  makeDestroyPlan,
} from './destroy/destroy-plan.ts';
import { type DoomedResource, isBucket } from './destroy/doomed-resources.ts';
import { proveIdentity } from './guards.ts';
import { interrupted } from './plan/change-set.ts';

export interface DestroyOptions {
  /** Keys of the file, or names of stacks that it names no more. */
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
 * `purge` removes retained buckets too, also those of an earlier destroy. A deletion that goes on already is attached to.
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

async function conclude(context: OpenContext, plan: DestroyPlan, purge: boolean): Promise<DestroyResult> {
  const began = context.clock.now();
  const interruption = createInterruption(context);
  const operations = createOperations(context, plan.approval, interruption);
  const run: DestroyRun = { context, plan, purge, operations };
  const keys = plan.stacks.map(({ key }) => key);
  context.report({ type: 'apply-started', at: began, keys });
  const stacks = new Map<string, StackResult>();
  await runSchedule({
    keys,
    waitsFor: key => doomed(run, key).after.filter(consumer => keys.includes(consumer)),
    run: key => deleteDoomed(run, doomed(run, key)),
    succeeded: isDone,
    concurrency: 10,
    signal: context.signal,
    onEnd: (key, end) => stacks.set(key, reportResult(run, key, end)),
  });
  interruption.dispose();
  const retained = retainedBy(run, stacks);
  reportRetained(context, retained);
  reportOverhead(context, plan.stacks, stacks, began);
  const results = [...stacks.values()];
  const detached = context.signal.aborted && results.some(({ end }) => end === 'cancelled');
  if (detached) context.report({ type: 'notice', message: INTERRUPTED });
  return { approved: true, stacks, retained, succeeded: results.every(isDone), detached };
}

const INTERRUPTED =
  'Interrupted: nothing more is deleted. A deletion cannot be cancelled: CloudFormation finishes what it began; destroy again to go on.';

function reportRetained({ report }: OpenContext, retained: readonly DoomedResource[]): void {
  for (const { key, logicalId, physicalId } of retained) {
    report({ type: 'notice', message: `${key} leaves ${logicalId} (${physicalId}): it is retained.` });
  }
}

function reportResult(run: DestroyRun, key: string, end: ScheduleEnd<StackResult>): StackResult {
  const { context } = run;
  const result: StackResult = end.end === 'ran' ? end.result : { ...blank(doomed(run, key)), ...end };
  const { action: _, card, span: __, ...shown } = result;
  if (card !== undefined) context.report({ type: 'failure', card });
  context.report({ type: 'stack-ended', at: context.clock.now(), ...shown });
  return result;
}

function retainedBy(
  { plan, purge }: DestroyRun,
  stacks: ReadonlyMap<string, StackResult>,
): readonly DoomedResource[] {
  return plan.stacks
    .filter(({ key }) => stacks.get(key)?.end === 'done')
    .flatMap(stack => ('left' in stack ? [] : stack.resources))
    .filter(resource => resource.retained && !(purge && isBucket(resource)));
}

function doomed({ plan }: DestroyRun, key: string): DoomedStack | DoomedBuckets {
  const stack = plan.stacks.find(stack => stack.key === key);
  if (stack === undefined) throw new Error(`${key} is not in the plan`);
  return stack;
}
