import { openCloudFormation } from '../../aws/cloudformation-sdk.ts';
import type { StackEntry } from '../../deploy/environment/environment.ts';
import type { PoolContext } from '../connect/context.ts';

/** A folder that tasks of a pool may read. Nothing happens when an object comes: whoever starts a task names it. */
export interface ReadFolder {
  readonly prefix: string;
  /** Who starts such tasks by the clock: `nightly at rate(1 day)`. */
  readonly clocks: readonly string[];
}

/** Finds the deployed stack of folders.yaml that lets a pool's tasks read a folder. `undefined`: there is none. */
export async function findFolder(context: PoolContext, pool: string): Promise<ReadFolder | undefined> {
  const gateway = openCloudFormation(context.session);
  const parameter = async ({ stackName }: StackEntry, name: string) =>
    (await gateway.describeStack(stackName))?.parameters.get(name);
  for (const entry of entriesWith(context, pool, 'ReadPrefix')) {
    const prefix = await parameter(entry, 'ReadPrefix');
    if (!prefix) continue;
    const clocks: string[] = [];
    for (const clock of entriesWith(context, pool, 'Schedule')) {
      const schedule = await parameter(clock, 'Schedule');
      if (schedule) clocks.push(`${clock.key} at ${schedule}`);
    }
    return { prefix, clocks };
  }
  return undefined;
}

/** The stacks of the environment file that name the pool and give this parameter. */
function entriesWith({ environment }: PoolContext, pool: string, name: string): readonly StackEntry[] {
  return [...environment.stacks.values()].filter(({ parameters }) => {
    const parent = parameters.get('PoolStackName');
    return parent?.kind === 'stack' && parent.stack === pool && parameters.has(name);
  });
}
