import type { PoolContext } from '../connect/context.ts';
import { findPool } from '../connect/find-pool.ts';
import { openPorts } from '../connect/open-ports.ts';
import { DeadLetterDrain, type DrainTotals } from '../dead/dead-letter-drain.ts';
import { withRunFailures } from './run-failure.ts';

/** Ends the tasks of a pool whose messages its queue gave up, of whichever run they are, and of none. */
export async function drain(
  context: PoolContext,
  { pool: key }: { readonly pool: string },
): Promise<DrainTotals> {
  return withRunFailures(
    () => undefined,
    async () => {
      const pool = await findPool(context, key);
      return new DeadLetterDrain(await openPorts(context, pool), pool.name).drainAll();
    },
  );
}
