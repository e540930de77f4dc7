import type { DeployResult } from '../../deploy/apply/results.ts';
import type { DeployContext } from '../../deploy/context.ts';
import { deploy } from '../../deploy/deploy.ts';
import { withParameter } from '../../deploy/graph/with-parameter.ts';
import type { DeployPlan } from '../../deploy/plan.ts';
import { CloudpoolError } from '../../errors.ts';
import type { Measurement } from './measurement.ts';

export interface SweepOptions {
  /** The key of the pool. */
  readonly pool: string;
  /** Memory sizes in MB. */
  readonly sizes: readonly number[];
  readonly measure: () => Promise<Measurement>;
  /** Told before each deploy; `undefined`: the size in the file. */
  readonly began: (memoryMb: number | undefined) => void;
}

/**
 * Measures a pool at each memory size: deploys it so, measures, and in the end deploys it as the file says, also when
 * something fails or Ctrl-C comes. One approval covers all of it, and nothing but the pool's own stack changes under it.
 * `undefined`: nobody approved.
 */
export async function sweep(
  context: DeployContext,
  options: SweepOptions,
): Promise<readonly Measurement[] | undefined> {
  const { pool, sizes, began } = options;
  const graphs = sizes.map(size =>
    withParameter(context.graph, { key: pool, name: 'MemorySize', value: String(size) }),
  );
  const deployPool = deployWithOneApproval(context, pool);
  const measurements: Measurement[] = [];
  try {
    for (const [index, graph] of graphs.entries()) {
      if (context.signal.aborted) break;
      began(sizes[index]);
      const { approved, succeeded } = await deployPool({ graph });
      if (!approved) return undefined;
      if (!succeeded || context.signal.aborted) break;
      measurements.push(await options.measure());
    }
  } finally {
    if (deployPool.changed()) await restore(options, deployPool);
  }
  return measurements;
}

interface DeployPool {
  (changes: Partial<DeployContext>): Promise<DeployResult>;
  /** True: some size was deployed. */
  changed(): boolean;
}

function deployWithOneApproval(context: DeployContext, pool: string): DeployPool {
  let isApproved = false;
  const approve = async (plan: DeployPlan) => {
    const others = plan.stacks.filter(({ key, action }) => key !== pool && action !== 'unchanged');
    const isCovered = isApproved && others.length === 0;
    isApproved = isCovered || (await context.approve(plan));
    return isApproved;
  };
  const deployPool = (changes: Partial<DeployContext>) =>
    deploy({ ...context, ...changes, approve }, { keys: [pool] });
  return Object.assign(deployPool, { changed: () => isApproved });
}

/** Ctrl-C does not stop this: a pool of another size than the file's would stay behind. */
async function restore({ pool, began }: SweepOptions, deployPool: DeployPool): Promise<void> {
  began(undefined);
  const { succeeded } = await deployPool({ signal: new AbortController().signal });
  if (succeeded) return;
  throw new CloudpoolError(`Pool ${pool} does not have the memory that the file says.`, {
    code: 'SIZE_NOT_RESTORED',
    hint: `Bring it back: npx cloudpool deploy ${pool}`,
  });
}
