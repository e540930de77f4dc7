import type { StackEvent } from '../../aws/cloudformation.ts';
import { isOwn } from '../apply/poller.ts';

/**
 * Finds what made an operation fail: the first failed resource that was not merely cancelled because another one failed.
 * Only the stack's own event is left when no resource failed (a rejected update, a stack policy).
 */
export function rootCause(oldestFirst: readonly StackEvent[]): StackEvent | undefined {
  const failed = oldestFirst.filter(event => event.status.endsWith('_FAILED'));
  return (
    failed.find(event => !isOwn(event) && !isCancelled(event)) ??
    failed.find(event => !isCancelled(event)) ??
    oldestFirst.find(event => isOwn(event) && event.status.includes('ROLLBACK_IN_PROGRESS'))
  );
}

/** "Resource creation cancelled", "Resource update cancelled". */
function isCancelled({ reason = '' }: StackEvent): boolean {
  return /resource \w+ cancelled/i.test(reason);
}
