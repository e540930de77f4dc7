import { AwsError } from '../../aws/aws-error.ts';
import type { ChangeSetState, StackState } from '../../aws/cloudformation.ts';
import { CloudpoolError } from '../../errors.ts';
import { unapprovedRows } from '../plan/approved-rows.ts';
import { dropUnrun, isOvertaken, makeChangeSet } from '../plan/change-set.ts';
import { isCreatedAtOnce } from '../plan/creation.ts';
import { possibleRows } from '../plan/resource-rows.ts';
import { stackNode } from '../plan/selection.ts';
import { isStuck } from '../plan/stack-status.ts';
import type { PlannedStack } from '../plan.ts';
import type { Applied, ApplyTools } from './applied.ts';
import { followTo } from './applied.ts';
import { finishRollback } from './continue-rollback.ts';
import { createStack } from './create-stack.ts';
import { deleteLeftover } from './delete-stack.ts';
import { executeChangeSet } from './execute.ts';
import { followOvertaker } from './overtaken.ts';

/**
 * Does to one stack what was approved, and nothing wider.
 *
 * @throws what CloudFormation refused before it began
 */
export async function applyStack(tools: ApplyTools, planned: PlannedStack): Promise<Applied> {
  if (planned.action === 'unchanged') return { end: 'unchanged' };
  const cleared = await clearTheWay(tools, planned);
  if (cleared !== undefined && cleared.end !== 'done') return cleared;
  const applied = await change(tools, planned).catch((thrown: unknown) => {
    if (isOvertaken(thrown)) return followOvertaker(tools, planned);
    throw thrown;
  });
  // Nothing was left to update: the rollback that was finished is what happened.
  return applied.end === 'unchanged' && cleared !== undefined ? cleared : applied;
}

/** Ends what keeps CloudFormation from taking a change; `undefined`: nothing does. */
async function clearTheWay(tools: ApplyTools, planned: PlannedStack): Promise<Applied | undefined> {
  const { action, standing, key } = planned;
  if (standing === undefined) return undefined;
  if (isStuck(standing.status)) return finishRollback(tools, key, standing);
  if (action !== 'recreate' || (await deleteLeftover(tools, key, standing))) return undefined;
  return { end: 'detached' };
}

async function change(tools: ApplyTools, planned: PlannedStack): Promise<Applied> {
  const { action, standing, desired } = planned;
  if (standing?.terminationProtection === true && !desired.terminationProtection)
    await protect(tools, planned, false);
  const applied = action === 'settings' ? settingsOnly(standing) : await bringAbout(tools, planned);
  if (applied.end !== 'done' && applied.end !== 'unchanged') return applied;
  if (desired.terminationProtection && standingProtection(planned) !== true)
    await protect(tools, planned, true);
  return applied;
}

/** A recreated stack starts without protection, whatever its leftover had. */
function standingProtection({ action, standing }: PlannedStack): boolean | undefined {
  return action === 'create' || action === 'recreate' ? false : standing?.terminationProtection;
}

function protect({ context }: ApplyTools, { stackName }: PlannedStack, on: boolean): Promise<void> {
  return context.gateways.cloudFormation.setTerminationProtection(stackName, on);
}

function settingsOnly(standing: StackState | undefined): Applied {
  return { end: 'done', stackId: standing?.id ?? '' };
}

/** A change set of a new stack costs its time and shows nothing that was not approved already. */
function bringAbout(tools: ApplyTools, planned: PlannedStack): Promise<Applied> {
  const atOnce =
    !isUpdate(planned) && isCreatedAtOnce(stackNode(tools.context.graph, planned.key), planned.standing);
  return atOnce ? createStack(tools, planned) : applyChangeSet(tools, planned);
}

async function applyChangeSet(tools: ApplyTools, planned: PlannedStack): Promise<Applied> {
  const { changeSet, standing } = planned;
  const { signal } = tools.context;
  if (signal.aborted) return { end: 'detached' };
  if (changeSet !== undefined && standing !== undefined) {
    const applied = await runChangeSet(tools, planned, { id: changeSet, stackId: standing.id });
    if (applied !== 'vanished') return applied;
  }
  const late = await makeLateChangeSet(tools, planned);
  if (signal.aborted) {
    if (late !== undefined) await dropUnrun(tools.context, late, typeOf(planned));
    return { end: 'detached' };
  }
  if (late === undefined) return applyWithoutChangeSet(tools, planned);
  const applied = await runChangeSet(tools, planned, late);
  if (applied !== 'vanished') return applied;
  throw new CloudpoolError(`Somebody else changed ${planned.stackName} at the same time.`, {
    code: 'CHANGE_SET_OBSOLETE',
    hint: 'Deploy again: the plan will show what is left to do.',
  });
}

/** Makes the change set that could not be made before the approval, and holds it against the approval. */
async function makeLateChangeSet(
  { context }: ApplyTools,
  planned: PlannedStack,
): Promise<ChangeSetState | undefined> {
  const made = await makeChangeSet(context, planned.desired, typeOf(planned));
  const node = stackNode(context.graph, planned.key);
  const wider = unapprovedRows(possibleRows(node, made?.rows ?? []), planned.rows);
  if (made === undefined || wider.length === 0) return made;
  await dropUnrun(context, made, typeOf(planned));
  const rows = wider.map(({ action, logicalId }) => `${action} ${logicalId}`).join(', ');
  throw new CloudpoolError(`The change set of ${planned.stackName} does more than was approved: ${rows}.`, {
    code: 'NOT_APPROVED',
    hint: 'Deploy again: now that its producers are done, the plan shows exactly these rows.',
  });
}

async function runChangeSet(
  { context, operations }: ApplyTools,
  planned: PlannedStack,
  { id, stackId }: { readonly id: string; readonly stackId: string },
): Promise<Applied | 'vanished'> {
  const creates = !isUpdate(planned);
  const token = operations.token(planned.key);
  const started = await executeChangeSet(context, { id, stackId, token, creates });
  if (started === 'vanished') return 'vanished';
  const operation = creates ? 'create' : 'update';
  const { roleArn } = planned.desired;
  return followTo(operations, { key: planned.key, stackId, operation, roleArn, ...started });
}

/** The emulator sees no change in Outputs alone; importers hang on them, so they are updated directly. */
async function applyWithoutChangeSet(
  { context, operations }: ApplyTools,
  planned: PlannedStack,
): Promise<Applied> {
  const { standing, desired, key } = planned;
  if (standing === undefined || context.graph.environment.endpoint === undefined) return { end: 'unchanged' };
  const token = operations.token(key);
  try {
    await context.gateways.cloudFormation.updateStack(desired, token);
  } catch (error) {
    if (error instanceof AwsError && /no updates are to be performed/i.test(error.message))
      return { end: 'unchanged' };
    throw error;
  }
  return followTo(operations, { key, stackId: standing.id, token, operation: 'update' });
}

function typeOf(planned: PlannedStack): 'CREATE' | 'UPDATE' {
  return isUpdate(planned) ? 'UPDATE' : 'CREATE';
}

function isUpdate({ action }: PlannedStack): boolean {
  return action === 'update';
}
