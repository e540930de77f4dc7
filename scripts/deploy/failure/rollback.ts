import type { StackEvent } from '../../aws/cloudformation.ts';
import { isOwn } from '../apply/poller.ts';

/**
 * The command that gives up the resources whose rollback failed; `undefined` after the first failure: that one the next
 * deploy tries again by itself.
 */
export function nextRollback(stackName: string, events: readonly StackEvent[]): string | undefined {
  const first = events.some(event => isOwn(event) && event.status === 'UPDATE_IN_PROGRESS');
  const failed = new Set(
    events
      .filter(event => !isOwn(event) && event.status === 'UPDATE_FAILED')
      .map(({ logicalId }) => logicalId),
  );
  if (first || failed.size === 0) return undefined;
  return `aws cloudformation continue-update-rollback --stack-name ${stackName} --resources-to-skip ${[...failed].join(' ')}`;
}
