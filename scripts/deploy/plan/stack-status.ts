/**
 * What an operation on a stack can be. `cleanup`: an update that has succeeded, and removes what it replaced.
 * `rollback`: a failed rollback that is tried again.
 */
export type Operation = 'create' | 'update' | 'delete' | 'cleanup' | 'rollback';

/** No stack, or the shell of one that a change set left: to be created. */
export function isAbsent(status: string | undefined): boolean {
  return status === undefined || status === 'DELETE_COMPLETE' || status === 'REVIEW_IN_PROGRESS';
}

/** Something is happening to the stack right now, if only the clean-up: CloudFormation takes no change meanwhile. */
export function isBusy(status: string): boolean {
  return status.endsWith('_IN_PROGRESS') && status !== 'REVIEW_IN_PROGRESS';
}

/** What is happening to a busy stack. */
export function operationOf(status: string): Operation {
  if (isGood(status)) return 'cleanup';
  if (status.startsWith('DELETE')) return 'delete';
  return status.startsWith('CREATE') || status.startsWith('ROLLBACK') ? 'create' : 'update';
}

/** The last operation succeeded. During the clean-up after an update everything new already stands. */
export function isGood(status: string): boolean {
  return GOOD.has(status);
}

/** What a failed creation or deletion left: it takes no update, it must be deleted first. */
export function isLeftover(status: string): boolean {
  return LEFTOVER.has(status);
}

/** The rollback of an update failed half-way: it takes no update until the rollback has been finished. */
export function isStuck(status: string): boolean {
  return status === 'UPDATE_ROLLBACK_FAILED';
}

/** How a status of the stack's own events ends an operation; `undefined`: it goes on. */
export function operationEnd(operation: Operation, status: string): 'succeeded' | 'failed' | undefined {
  if (operation === 'delete') return deletionEnd(status);
  if (operation === 'cleanup') return status.endsWith('_IN_PROGRESS') ? undefined : 'succeeded';
  if (operation === 'rollback' && status === 'UPDATE_ROLLBACK_COMPLETE') return 'succeeded';
  if (isGood(status)) return 'succeeded';
  return status.endsWith('_IN_PROGRESS') ? undefined : 'failed';
}

/**
 * A failed creation may go on to its own deletion (OnStackFailure: DELETE): these statuses count only when nothing
 * has followed them by the next look.
 */
export function isProvisional(operation: Operation, status: string): boolean {
  return operation === 'create' && (status === 'CREATE_FAILED' || status === 'ROLLBACK_COMPLETE');
}

const GOOD: ReadonlySet<string> = new Set([
  'CREATE_COMPLETE',
  'UPDATE_COMPLETE',
  'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
  'IMPORT_COMPLETE',
]);
const LEFTOVER: ReadonlySet<string> = new Set([
  'ROLLBACK_COMPLETE',
  'ROLLBACK_FAILED',
  'CREATE_FAILED',
  'DELETE_FAILED',
]);

/** A stack whose exports are in use is no failed deletion to AWS: it goes back to the status that it had. */
function deletionEnd(status: string): 'succeeded' | 'failed' | undefined {
  if (status === 'DELETE_COMPLETE') return 'succeeded';
  return status.endsWith('_IN_PROGRESS') ? undefined : 'failed';
}
