import type { ChangeRow } from '../events.ts';
import { STATEFUL_TYPES } from './stateful-types.ts';

/**
 * Finds the rows of a late change set that the approval does not cover: a resource or an action that was not shown, or
 * a stateful resource that would be replaced or removed unseen.
 */
export function unapprovedRows(
  actual: readonly ChangeRow[],
  approved: readonly ChangeRow[],
): readonly ChangeRow[] {
  const shown = new Set(approved.map(row => `${row.logicalId} ${row.action}`));
  const covered = new Set(approved.map(row => `${row.logicalId} ${broadAction(row)}`));
  return actual.filter(row => {
    const destroys = row.action === 'Replace' || row.action === 'Remove';
    if (destroys && STATEFUL_TYPES.has(row.type)) return !shown.has(`${row.logicalId} ${row.action}`);
    return ![row.logicalId, ANY_RESOURCE].some(id => covered.has(`${id} ${broadAction(row)}`));
  });
}

/** In an approved row: resources that only CloudFormation can name, because a macro or a loop writes them. */
export const ANY_RESOURCE = '*';

/** Whether a Modify replaces is known only once the change set is there. */
function broadAction({ action }: ChangeRow): string {
  return action === 'Replace' || action === 'Conditional' ? 'Modify' : action;
}
