import type { OpenContext } from '../context.ts';
import { CHANGE_SET_PREFIX, dropChangeSets } from './change-set.ts';
import { readTogether } from './standing.ts';

/** A plan that waits for its answer may be as old as this; older ones belong to nobody any more. */
const HOUR = 3_600_000;

/**
 * Deletes the change sets that earlier commands left on these stacks when they were killed. Only ours, and only old ones:
 * a colleague may be reading a plan right now. It is a courtesy: what cannot be tidied up is no reason to fail.
 */
export async function dropOldChangeSets(context: OpenContext, stackIds: readonly string[]): Promise<void> {
  const { clock, gateways } = context;
  const listed = await readTogether(stackIds, id =>
    gateways.cloudFormation.listChangeSets(id).catch(() => []),
  );
  const old = listed.flat().filter(({ name, createdAt, executionStatus }) => {
    const idle = !executionStatus.startsWith('EXECUTE_');
    return OURS.test(name) && idle && clock.now() - createdAt > HOUR;
  });
  await dropChangeSets(
    context,
    old.map(({ id }) => id),
  );
}

const OURS = new RegExp(`^${CHANGE_SET_PREFIX}-\\d+-[0-9a-z]+$`);
