import type { StackState } from '../../aws/cloudformation.ts';
import { type Applied, type ApplyTools, followTo } from './applied.ts';

/**
 * Tries the failed rollback of an update again, giving up no resource: what failed may have been a quota or a
 * permission that is there by now. Only after it does CloudFormation take another update.
 */
export async function finishRollback(
  { context, operations }: ApplyTools,
  key: string,
  { id, roleArn }: StackState,
): Promise<Applied> {
  const token = operations.token(`${key}-rollback`);
  await context.gateways.cloudFormation.continueUpdateRollback(id, { token, roleArn });
  return followTo(operations, { key, stackId: id, operation: 'rollback', token });
}
