import type { ChangeRow, PlanMark } from '../events.ts';
import type { PlannedStack } from '../plan.ts';
import { ANY_RESOURCE } from './approved-rows.ts';
import { widensRights } from './rights.ts';
import { STATEFUL_TYPES } from './stateful-types.ts';

/** Finds what deserves a second look before the answer: lost data, more rights, values that nobody knows yet. */
export function marksOf({ action, rows, changeSet }: PlannedStack): readonly PlanMark[] {
  const marks = rows.flatMap(row => [...dataMark(row), ...rightsMark(row), ...laterMark(row)]);
  const late = action === 'update' && changeSet === undefined;
  return late ? [...marks, LATE] : marks;
}

const LATE: PlanMark = {
  kind: 'known-later',
  logicalId: ANY_RESOURCE,
  text: 'its change set is made when its producers are done, and runs only if it holds nothing else',
};

function dataMark({ action, logicalId, type, policy }: ChangeRow): readonly PlanMark[] {
  if (!STATEFUL_TYPES.has(type)) return [];
  const fate = FATES[action];
  if (fate === undefined || /Retain|Snapshot/.test(policy ?? '')) return [];
  return [{ kind: 'loses-data', logicalId, text: `${logicalId} (${type}) ${fate}` }];
}

const FATES: Readonly<Partial<Record<ChangeRow['action'], string>>> = {
  Replace: 'is replaced',
  Remove: 'is deleted',
  Conditional: 'may be replaced',
};

function rightsMark(row: ChangeRow): readonly PlanMark[] {
  const text = widensRights(row);
  return text === undefined ? [] : [{ kind: 'more-rights', logicalId: row.logicalId, text }];
}

/** How a change set writes a value that only the change itself brings about. */
const KNOWN_LATER = 'KNOWN_AFTER_APPLY';

function laterMark({ logicalId, details }: ChangeRow): readonly PlanMark[] {
  const paths = details.filter(({ after }) => after?.includes(KNOWN_LATER)).map(({ path }) => path);
  if (paths.length === 0) return [];
  return [{ kind: 'known-later', logicalId, text: `${logicalId}: ${paths.join(', ')}` }];
}
