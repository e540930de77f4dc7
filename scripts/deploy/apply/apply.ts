import { asError } from '../../errors.ts';
import type { OpenContext } from '../context.ts';
import { diagnose } from '../failure/failure-card.ts';
import { createUploads, type Uploads } from '../package/uploads.ts';
import { dropChangeSets } from '../plan/change-set.ts';
import { stackNode } from '../plan/selection.ts';
import { outputsOf } from '../plan/standing.ts';
import type { AppliablePlan, PlannedStack } from '../plan.ts';
import type { Applied, ApplyTools } from './applied.ts';
import { applyStack } from './apply-stack.ts';
import { longestFirst, plannedDurations, watchSlowness } from './durations.ts';
import { createInterruption, type Interruption } from './interruption.ts';
import { allEvents, createOperations } from './operation.ts';
import { isDone, type StackResult } from './results.ts';
import { runSchedule, type ScheduleEnd } from './schedule.ts';

/** CloudFormation sets no limit; more would only wait for the budget of looks, which all of them share. */
const STACKS_AT_ONCE = 20;

type Outputs = StackResult['outputs'];

interface Run {
  readonly tools: ApplyTools;
  readonly stacks: ReadonlyMap<string, PlannedStack>;
  readonly uploads: Uploads;
  /** Milliseconds that the last operation on a stack took. */
  readonly durations: ReadonlyMap<string, number>;
  readonly started: Set<string>;
  readonly results: Map<string, StackResult>;
  /** The outputs of stacks that are done: what waits for the stack does not wait for them, too. */
  readonly outputs: Map<string, Promise<Outputs>>;
  readonly interruption: Interruption;
}

/** How an apply ended, and how it was interrupted, if it was. */
export interface ApplyEnd {
  readonly results: ReadonlyMap<string, StackResult>;
  readonly interrupted?: 'detached' | 'cancelled';
}

/**
 * Applies an approved plan: each stack as soon as its producers are done, independent ones together. A failed stack
 * stops only its descendants. What did not run leaves no change set behind.
 */
export async function applyPlan(context: OpenContext, plan: AppliablePlan): Promise<ApplyEnd> {
  const durations = plannedDurations(plan.stacks);
  const interruption = createInterruption(context);
  const run: Run = {
    interruption,
    durations,
    tools: { context, operations: createOperations(context, plan.approval, interruption) },
    stacks: new Map(plan.stacks.map(stack => [stack.key, stack])),
    uploads: createUploads(context),
    started: new Set(),
    results: new Map(),
    outputs: new Map(),
  };
  const tidy = () => void dropChangeSets(context, notStarted(run));
  context.signal.addEventListener('abort', tidy, { once: true });
  await runSchedule({
    keys: longestFirst([...run.stacks.keys()], durations),
    waitsFor: key => run.stacks.get(key)?.after.filter(producer => run.stacks.has(producer)) ?? [],
    run: key => applyOne(run, key),
    succeeded: isDone,
    concurrency: STACKS_AT_ONCE,
    signal: context.signal,
    onEnd: (key, end) => finish(run, key, end),
  });
  await Promise.all(run.outputs.values());
  interruption.dispose();
  context.signal.removeEventListener('abort', tidy);
  await dropChangeSets(context, neverRun(run));
  const { results } = run;
  if (![...results.values()].some(({ end }) => end === 'cancelled')) return { results };
  return { results, interrupted: interruption.detached.aborted ? 'detached' : 'cancelled' };
}

/** Change sets that nobody will run any more once the command is interrupted. */
function notStarted({ stacks, started }: Run): readonly string[] {
  return [...stacks.values()].flatMap(({ key, changeSet }) => (started.has(key) ? [] : (changeSet ?? [])));
}

/** Change sets that were shown but not run: cancelled, skipped, or failed before their execution. */
function neverRun({ stacks, results }: Run): readonly string[] {
  return [...stacks.values()].flatMap(({ key, changeSet }) => {
    const result = results.get(key);
    return changeSet === undefined || (result?.end === 'done' && result.span !== undefined)
      ? []
      : [changeSet];
  });
}

async function applyOne(run: Run, key: string): Promise<StackResult> {
  const { context } = run.tools;
  const planned = planOf(run, key);
  const began = context.clock.now();
  run.started.add(key);
  const { stackName, action } = planned;
  if (action !== 'unchanged') context.report({ type: 'stack-started', at: began, key, stackName, action });
  const working = () => run.tools.operations.working(key);
  const watched = { key, last: run.durations.get(key), working };
  const result = await watchSlowness(context, watched, () => attempt(run, planned));
  return { ...result, seconds: (context.clock.now() - began) / 1000 };
}

async function attempt(run: Run, planned: PlannedStack): Promise<StackResult> {
  try {
    await uploadCode(run, planned);
    const applied = await applyStack(run.tools, planned);
    return await toResult(run, planned, applied);
  } catch (thrown) {
    if (run.tools.context.signal.aborted) return { ...blank(planned), end: 'cancelled' };
    const { context } = run.tools;
    const card = await diagnose(context, stackNode(context.graph, planned.key), {
      stackId: planned.standing?.id,
      status: planned.standing?.status ?? 'NOT_CREATED',
      events: [],
      error: asError(thrown),
    });
    return { ...blank(planned), end: 'failed', card };
  }
}

async function uploadCode(run: Run, { key, action }: PlannedStack): Promise<void> {
  const { tools, uploads, outputs, results } = run;
  const { nodes, environment } = tools.context.graph;
  const name = nodes.get(key)?.entry.function;
  if (name === undefined || action === 'unchanged' || action === 'settings') return;
  await outputs.get(environment.artifacts?.stack ?? '');
  const bucket = artifactBucket(environment.artifacts, results);
  if (bucket !== undefined) await uploads.ensure(name, bucket);
}

function artifactBucket(
  artifacts: { readonly stack: string; readonly output: string } | undefined,
  results: ReadonlyMap<string, StackResult>,
): string | undefined {
  return artifacts === undefined ? undefined : results.get(artifacts.stack)?.outputs[artifacts.output];
}

/** As soon as the bucket is known every package that will be needed goes up, not only those whose stack is ready. */
function startUploads({ tools, stacks, uploads, results }: Run, key: string): void {
  const { environment, nodes } = tools.context.graph;
  const bucket = artifactBucket(environment.artifacts, results);
  if (environment.artifacts?.stack !== key || bucket === undefined || tools.context.signal.aborted) return;
  for (const planned of stacks.values()) {
    const name = nodes.get(planned.key)?.entry.function;
    if (name === undefined || planned.action === 'unchanged' || planned.action === 'settings') continue;
    // The stack that needs it awaits the same promise, and fails with its error.
    uploads.ensure(name, bucket).catch(() => undefined);
  }
}

async function toResult(run: Run, planned: PlannedStack, applied: Applied): Promise<StackResult> {
  const { context } = run.tools;
  if (applied.end === 'detached')
    return { ...blank(planned), ...(applied.goesOn && { goesOn: true }), end: 'cancelled' };
  if (applied.end === 'unchanged') {
    return { ...blank(planned), end: 'unchanged', outputs: outputsOf(planned.standing) };
  }
  const { span } = applied;
  const spanned = span === undefined ? {} : { span };
  if (applied.end === 'done') {
    run.outputs.set(planned.key, readOutputs(context, planned.key, applied.stackId));
    return { ...blank(planned), ...spanned, end: 'done' };
  }
  const { stackId, status, token } = applied;
  const turnedBack = run.interruption.isCancelled(stackId);
  if (turnedBack && status.endsWith('_COMPLETE')) return { ...blank(planned), ...spanned, end: 'cancelled' };
  const events = await allEvents(context, stackId, turnedBack ? undefined : token);
  const node = stackNode(context.graph, planned.key);
  const card = await diagnose(context, node, { stackId, status, events });
  return { ...blank(planned), ...spanned, end: 'failed', card };
}

function blank({ key, stackName, action }: PlannedStack) {
  return { key, stackName, action, seconds: 0, outputs: {} };
}

/** A stack that is done without its outputs is done all the same. */
async function readOutputs(
  { gateways, report }: OpenContext,
  key: string,
  stackId: string,
): Promise<Outputs> {
  try {
    return outputsOf(await gateways.cloudFormation.describeStack(stackId));
  } catch (error) {
    report({
      type: 'notice',
      message: `${key} is done; its outputs cannot be read: ${asError(error).message}`,
    });
    return {};
  }
}

function finish(run: Run, key: string, end: ScheduleEnd<StackResult>): void {
  const result: StackResult = end.end === 'ran' ? end.result : { ...blank(planOf(run, key)), ...end };
  run.results.set(key, result);
  const reading = run.outputs.get(key);
  if (reading === undefined) close(run, result);
  else
    run.outputs.set(
      key,
      reading.then(outputs => close(run, { ...result, outputs })),
    );
}

function close(run: Run, result: StackResult): Outputs {
  const { context } = run.tools;
  run.results.set(result.key, result);
  const { action: _, card, ...shown } = result;
  if (card !== undefined) context.report({ type: 'failure', card });
  context.report({ type: 'stack-ended', at: context.clock.now(), ...shown });
  startUploads(run, result.key);
  return result.outputs;
}

function planOf({ stacks }: Run, key: string): PlannedStack {
  const planned = stacks.get(key);
  if (planned === undefined) throw new Error(`${key} is not in the plan`);
  return planned;
}
