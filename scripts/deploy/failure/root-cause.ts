import type { StackEvent } from '../../aws/cloudformation.ts';
import { isOwn } from '../apply/poller.ts';

/**
 * Finds what made an operation fail: the first failed resource that was not merely cancelled because another one failed.
 * Only the stack's own event is left when no resource failed (a rejected update, a missing export).
 */
export function rootCause(oldestFirst: readonly StackEvent[]): StackEvent | undefined {
  return failedResources(oldestFirst)[0] ?? ownFailure(oldestFirst);
}

/** The resources that failed by themselves, the first one first. */
export function failedResources(oldestFirst: readonly StackEvent[]): readonly StackEvent[] {
  return oldestFirst.filter(
    event => event.status.endsWith('_FAILED') && !isOwn(event) && !isCancelled(event),
  );
}

/** What the stack says of itself when no resource failed. */
export function ownFailure(oldestFirst: readonly StackEvent[]): StackEvent | undefined {
  const own = oldestFirst.filter(event => isOwn(event) && !isCancelled(event));
  return (
    own.find(({ status }) => status.endsWith('_FAILED')) ??
    own.find(({ status }) => status.includes('ROLLBACK_IN_PROGRESS')) ??
    // A deletion that was refused ends in the status that the stack had before.
    own.find(({ status, reason = '' }) => !status.endsWith('_IN_PROGRESS') && reason !== '')
  );
}

/** Says nothing but that resources failed, by their names. */
export function isSummary({ reason = '' }: StackEvent): boolean {
  return reason === '' || /following resource\(s\) failed to/i.test(reason);
}

/** "Resource creation cancelled", "Resource update cancelled". */
function isCancelled({ reason = '' }: StackEvent): boolean {
  return /resource \w+ cancelled/i.test(reason);
}
