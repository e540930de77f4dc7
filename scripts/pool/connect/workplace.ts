import type { Description } from '../../../functions/runtime/protocol/describe.ts';
import { findFleets } from '../fleet/find-fleets.ts';
import type { PoolFleets } from '../fleet/worker-fleet.ts';
import type { PoolContext } from './context.ts';
import { describePool } from './describe-pool.ts';
import { findPool, type PoolStack } from './find-pool.ts';

/** Where the tasks of a run are done: the pool, what its code says of itself, and its containers. */
export interface Workplace {
  readonly pool: PoolStack;
  readonly description: Description;
  readonly fleets: PoolFleets;
}

/** Finds the pool and its containers, and asks its code. Throws what `findPool` and `describePool` throw. */
export async function findWorkplace(context: PoolContext, key: string): Promise<Workplace> {
  const pool = await findPool(context, key);
  const [description, fleets] = await Promise.all([describePool(context, pool), findFleets(context, pool)]);
  return { pool, description, fleets };
}

/**
 * The same for a program that runs one map after the other: what was found is good for `forMs`. A deploy meanwhile is like
 * one right after the start of a run: its workers take the run's tasks with their new code, and say so in the results.
 */
export function rememberWorkplace(
  find: () => Promise<Workplace>,
  { now, forMs }: { readonly now: () => number; readonly forMs: number },
): () => Promise<Workplace> {
  let known: { readonly at: number; readonly found: Promise<Workplace> } | undefined;
  return () => {
    if (known === undefined || now() - known.at > forMs) {
      const found = find();
      const fresh = { at: now(), found };
      known = fresh;
      // A failure is not remembered.
      found.catch(() => {
        if (known === fresh) known = undefined;
      });
    }
    return known.found;
  };
}
