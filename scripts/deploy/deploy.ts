import { readSettledStacks } from './apply/attach.ts';
import { reportOverhead } from './apply/overhead.ts';
import { type DeployResult, isDone, type StackResult } from './apply/results.ts';
import { type DeployContext, type OpenContext, openContext } from './context.ts';
import { proveIdentity } from './guards.ts';
import { dropChangeSets, interrupted } from './plan/change-set.ts';
import { withProducers } from './plan/selection.ts';
import { outputsOf } from './plan/standing.ts';
import { type AppliablePlan, changeSetsOf, makePlan, type PlannedStack } from './plan.ts';

export interface DeployOptions {
  readonly keys?: readonly string[];
  /** False: a busy stack is refused at once, instead of followed to its end. */
  readonly wait?: boolean;
}

/**
 * Deploys the named stacks with all they need; all stacks when none is named. One question covers everything, and a
 * stack that fails is a result. Without a state file: whatever a crash or another machine left is found and finished.
 *
 * @throws CloudpoolError when it cannot begin: credentials, account, somebody else's stack
 */
export async function deploy(
  context: DeployContext,
  { keys = [], wait }: DeployOptions = {},
): Promise<DeployResult> {
  const open = openContext(context);
  let began = open.clock.now();
  await proveIdentity(open, 'write');
  const nodes = withProducers(open.graph, keys);
  const followed = (ms: number) => {
    began += ms;
  };
  const standing = await readSettledStacks(open, nodes, { wait: wait ?? true, followed });
  const plan = await makePlan(open, nodes, standing);
  if (plan.stacks.every(({ action }) => action === 'unchanged')) return changeNothing(open, plan, began);
  const asked = open.clock.now();
  if (!(await ask(open, plan))) return declined(open, plan);
  return conclude(open, plan, began + (open.clock.now() - asked));
}

async function ask(context: OpenContext, plan: AppliablePlan): Promise<boolean> {
  try {
    return await context.approve(plan);
  } catch (error) {
    await dropChangeSets(context, changeSetsOf(plan));
    throw error;
  }
}

async function declined(context: OpenContext, plan: AppliablePlan): Promise<DeployResult> {
  await dropChangeSets(context, changeSetsOf(plan));
  if (context.signal.aborted) throw interrupted();
  context.report({ type: 'notice', message: 'Nothing was changed.' });
  return { approved: false, plan, stacks: new Map(), succeeded: true, detached: false };
}

/** Where nothing changes, nothing of what changes stacks is even loaded. */
function changeNothing(context: OpenContext, plan: AppliablePlan, began: number): DeployResult {
  const { report, clock } = context;
  report({ type: 'apply-started', at: clock.now(), keys: plan.stacks.map(({ key }) => key) });
  const stacks = new Map(plan.stacks.map(stack => [stack.key, unchanged(stack)]));
  for (const { action: _, ...result } of stacks.values()) {
    report({ type: 'stack-ended', at: clock.now(), ...result });
  }
  reportOverhead(context, plan.stacks, stacks, began);
  return { approved: true, plan, stacks, succeeded: true, detached: false };
}

function unchanged({ key, stackName, action, standing }: PlannedStack): StackResult {
  return { key, stackName, action, end: 'unchanged', seconds: 0, outputs: outputsOf(standing) };
}

/** `began` is shifted by the time that the question and other people's operations took: nobody's overhead. */
async function conclude(context: OpenContext, plan: AppliablePlan, began: number): Promise<DeployResult> {
  const { report, clock } = context;
  const { applyPlan } = await import('./apply/apply.ts');
  report({ type: 'apply-started', at: clock.now(), keys: plan.stacks.map(({ key }) => key) });
  const { results: stacks, interrupted } = await applyPlan(context, plan);
  if (interrupted !== undefined) report({ type: 'notice', message: INTERRUPTED[interrupted] });
  reportOverhead(context, plan.stacks, stacks, began);
  const succeeded = [...stacks.values()].every(isDone);
  return { approved: true, plan, stacks, succeeded, detached: interrupted !== undefined };
}

const INTERRUPTED = {
  detached:
    'Interrupted: nothing more is started. CloudFormation goes on with what it began; deploy again to attach.',
  cancelled: 'Cancelled: nothing more is started. What had ended before stays; deploy again to go on.',
} as const;
