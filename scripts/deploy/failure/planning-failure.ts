import { AwsError } from '../../aws/aws-error.ts';
import type { StackState } from '../../aws/cloudformation.ts';
import { asError, CloudpoolError } from '../../errors.ts';
import type { OpenContext } from '../context.ts';
import type { StackNode } from '../graph/graph.ts';
import { ChangeSetRefused } from '../plan/change-set.ts';
import { diagnose } from './failure-card.ts';

/**
 * Tells as a card what CloudFormation refused while a plan was made. What is no fault of the template (no network, no
 * credentials, an interruption) is thrown as it is.
 *
 * @throws CloudpoolError that names the stack; the card has said the rest
 */
export async function tellRefusedPlan(
  context: OpenContext,
  node: StackNode,
  { standing, thrown }: { readonly standing: StackState | undefined; readonly thrown: unknown },
): Promise<never> {
  const error = asError(thrown);
  if (!isRefusal(error)) throw thrown;
  const stands = { stackId: standing?.id, status: standing?.status ?? 'NOT_CREATED' };
  const card = await diagnose(context, node, { ...stands, events: [], error });
  context.report({ type: 'failure', card });
  throw new CloudpoolError(`${node.entry.stackName} could not be planned: nothing was changed.`, {
    code: 'CHANGE_SET_REFUSED',
    cause: error,
  });
}

/** What the service says of the request itself. */
function isRefusal(error: Error): boolean {
  if (error instanceof ChangeSetRefused) return true;
  return error instanceof AwsError && error.code === 'AWS_CALL_FAILED' && !error.transient;
}
