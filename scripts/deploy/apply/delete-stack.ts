import { isTransient } from '../../aws/aws-error.ts';
import type { StackState } from '../../aws/cloudformation.ts';
import { CloudpoolError } from '../../errors.ts';
import type { OpenContext } from '../context.ts';
import { rootCause } from '../failure/root-cause.ts';
import { allEvents, type Operations } from './operation.ts';
import type { OperationOutcome } from './poller.ts';

/** What a deletion needs. */
export interface DeleteTools {
  readonly context: OpenContext;
  readonly operations: Operations;
}

/**
 * Deletes a stack by its ARN, so that never another of the same name is hit, and follows it to the end; `undefined`
 * when interrupted.
 */
export async function deleteStack(
  { context, operations }: DeleteTools,
  key: string,
  { id, roleArn }: StackState,
  attempt = 1,
): Promise<{ readonly outcome: OperationOutcome; readonly token: string } | undefined> {
  // CloudFormation takes a second call with the same token for the first one.
  const token = operations.token(`${key}-delete${attempt === 1 ? '' : `-${attempt}`}`);
  await insist(context, () => context.gateways.cloudFormation.deleteStack(id, { token, roleArn }));
  const outcome = await operations.follow({ key, stackId: id, operation: 'delete', token });
  return outcome === undefined ? undefined : { outcome, token };
}

const TRIES = 4;

/** With the same token a second call does nothing that the first has done already: a lost answer costs nothing. */
async function insist({ clock, signal }: OpenContext, call: () => Promise<void>): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await call();
    } catch (error) {
      if (!isTransient(error) || tries === TRIES || signal.aborted) throw error;
      await clock.sleep(500 * 2 ** tries, signal);
    }
  }
}

/** Deletes what a failed creation left. Answers false when interrupted. */
export async function deleteLeftover(
  tools: DeleteTools,
  key: string,
  leftover: StackState,
): Promise<boolean> {
  if (leftover.terminationProtection) {
    throw new CloudpoolError(`${leftover.name} is a protected leftover (${leftover.status}).`, {
      code: 'PROTECTED_LEFTOVER',
      hint: `Lift its termination protection, then deploy again: aws cloudformation update-termination-protection --no-enable-termination-protection --stack-name ${leftover.name}`,
    });
  }
  const deleted = await deleteStack(tools, key, leftover);
  if (deleted === undefined) return false;
  if (deleted.outcome.succeeded) return true;
  throw await notDeleted(tools.context, leftover, deleted.token);
}

/** After the second failure only one thing is left: to delete the stack and leave what remains of it behind. */
async function notDeleted(
  context: OpenContext,
  { id, name, status }: StackState,
  token: string,
): Promise<CloudpoolError> {
  const cause = rootCause(await allEvents(context, id, token))?.reason;
  const remains = await remainingResources(context, id);
  const what = remains.length === 0 ? '' : ` ${remains.join(', ')} remain${remains.length === 1 ? 's' : ''}.`;
  const force = `aws cloudformation delete-stack --deletion-mode FORCE_DELETE_STACK --stack-name ${name}`;
  return new CloudpoolError(
    `The leftover of ${name} could not be deleted${cause === undefined ? '' : `: ${cause}`}.${what}`,
    {
      code: 'LEFTOVER_NOT_DELETED',
      hint:
        status === 'DELETE_FAILED' ? force : `Remove the cause, then deploy again: it is deleted once more.`,
    },
  );
}

/** What of a stack is still there: `<logical id> (<physical id>)`. */
export async function remainingResources(
  { gateways }: OpenContext,
  stackId: string,
): Promise<readonly string[]> {
  const resources = await gateways.cloudFormation.listResources(stackId).catch(() => []);
  return resources
    .filter(({ status }) => status !== 'DELETE_COMPLETE')
    .map(({ logicalId, physicalId }) => `${logicalId} (${physicalId})`);
}
