import { AwsError, isTransient } from '../../aws/aws-error.ts';
import type { StackRequest } from '../../aws/cloudformation.ts';
import type { OpenContext } from '../context.ts';
import type { PlannedStack } from '../plan.ts';
import { type Applied, type ApplyTools, followTo } from './applied.ts';

const TRIES = 5;

/**
 * Creates a stack at once and follows it to its end. Its protection comes later: a protected stack could not be deleted
 * when its creation fails.
 *
 * @throws what CloudFormation refused before it began: `AlreadyExistsException` when somebody else created the stack
 */
export async function createStack(
  { context, operations }: ApplyTools,
  { key, desired }: PlannedStack,
): Promise<Applied> {
  if (context.signal.aborted) return { end: 'detached' };
  const token = operations.token(key);
  const { terminationProtection: _, ...request } = desired;
  const stackId = await beginCreation(context, request, token);
  return followTo(operations, { key, stackId, operation: 'create', token, roleArn: desired.roleArn });
}

/** An answer that got lost is looked up, never guessed: only an event with our token means that it began. */
async function beginCreation(context: OpenContext, request: StackRequest, token: string): Promise<string> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await context.gateways.cloudFormation.createStack(request, token);
    } catch (error) {
      if (isTaken(error)) return ownStack(context, { stackName: request.stackName, token, refusal: error });
      if (!isTransient(error) || tries === TRIES) throw error;
      // The second call with this token creates nothing anew: it is answered that the stack exists.
      await context.clock.sleep(500 * tries);
    }
  }
}

/** The stack of that name, if a call of ours created it. Its first event can come a moment after it. */
async function ownStack(
  { gateways, clock, signal }: OpenContext,
  {
    stackName,
    token,
    refusal,
  }: { readonly stackName: string; readonly token: string; readonly refusal: AwsError },
): Promise<string> {
  for (let looks = 1; ; looks += 1) {
    const events = await gateways.cloudFormation.stackEvents(stackName, 'newest').catch((error: unknown) => {
      if (looks < TRIES && isTransient(error)) return [];
      // Whatever had the name may be gone again.
      throw isTransient(error) ? error : refusal;
    });
    const own = events.find(event => event.token === token);
    if (own !== undefined) return own.stackId;
    if (events.length > 0 || looks === TRIES) throw refusal;
    await clock.sleep(500 * looks, signal);
  }
}

function isTaken(error: unknown): error is AwsError {
  return error instanceof AwsError && error.awsName === 'AlreadyExistsException';
}
