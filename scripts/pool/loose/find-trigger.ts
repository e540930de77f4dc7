import { openCloudFormation } from '../../aws/cloudformation-sdk.ts';
import type { StackEntry } from '../../deploy/environment/environment.ts';
import { CloudpoolError } from '../../errors.ts';
import type { PoolContext } from '../connect/context.ts';

/** Where a trigger looks for objects. */
export interface Trigger {
  readonly prefix: string;
  readonly suffix: string;
}

/** Whether the environment file gives the pool a trigger that watches a folder, deployed or not. */
export function hasTrigger({ environment }: PoolContext, pool: string): boolean {
  return [...environment.stacks.values()].some(entry => watchesFor(entry, pool));
}

/**
 * Finds the deployed trigger that makes a task of the pool out of a file of this name. Throws `NO_TRIGGER` when the
 * environment has none, and `TRIGGER_NOT_DEPLOYED`.
 */
export async function findTrigger(context: PoolContext, pool: string, file: string): Promise<Trigger> {
  const entries = [...context.environment.stacks.values()].filter(entry => watchesFor(entry, pool));
  const gateway = openCloudFormation(context.session);
  const suffixes: string[] = [];
  for (const { stackName } of entries) {
    const parameters = (await gateway.describeStack(stackName))?.parameters;
    const prefix = parameters?.get('ObjectPrefix');
    if (!prefix) continue;
    const suffix = parameters?.get('ObjectSuffix') ?? '';
    if (file.endsWith(suffix)) return { prefix, suffix };
    suffixes.push(suffix);
  }
  if (suffixes.length > 0)
    throw noTrigger(pool, `Its triggers take files that end with ${suffixes.join(', ')}.`);
  const [first] = entries;
  throw first === undefined
    ? noTrigger(
        pool,
        'A stack of templates/trigger.yaml with its PoolStackName and an ObjectPrefix would be one; a deployed one of templates/folders.yaml with a ReadPrefix takes files for later.',
      )
    : notDeployed(first);
}

/** A trigger names its pool in the environment file, and watches a folder. */
function watchesFor({ parameters }: StackEntry, pool: string): boolean {
  const parent = parameters.get('PoolStackName');
  return parent?.kind === 'stack' && parent.stack === pool && parameters.has('ObjectPrefix');
}

function noTrigger(pool: string, hint: string): CloudpoolError {
  return new CloudpoolError(`no trigger makes tasks of pool ${pool} out of such a file`, {
    code: 'NO_TRIGGER',
    exitCode: 2,
    hint,
  });
}

function notDeployed({ key, stackName }: StackEntry): CloudpoolError {
  return new CloudpoolError(`the trigger is not deployed: stack ${stackName} does not exist`, {
    code: 'TRIGGER_NOT_DEPLOYED',
    exitCode: 2,
    hint: `npx cloudpool deploy ${key} deploys it.`,
  });
}
