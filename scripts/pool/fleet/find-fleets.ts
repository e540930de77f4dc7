import { basename } from 'node:path';
import type { StackState } from '../../aws/cloudformation.ts';
import { openCloudFormation } from '../../aws/cloudformation-sdk.ts';
import type { StackEntry } from '../../deploy/environment/environment.ts';
import type { PoolContext } from '../connect/context.ts';
import type { PoolStack } from '../connect/find-pool.ts';
import { type FleetStack, openEcsFleet } from './ecs-fleet.ts';
import { NO_FLEETS, type PoolFleets } from './worker-fleet.ts';

/**
 * Finds the container fleets of a pool: the stacks of the environment file that are made from fargate.yaml and name the pool.
 * One call each. A pool that only functions work for has none to start. Says what is missing where containers are the only
 * workers.
 */
export async function findFleets(context: PoolContext, pool: PoolStack): Promise<PoolFleets> {
  if (pool.workers === 'lambda') return NO_FLEETS;
  const alone = pool.workers === 'container';
  const entries = fleetEntries(context, pool);
  const gateway = openCloudFormation(context.session);
  const stacks = await Promise.all(
    entries.map(async entry => {
      const stack = await gateway.describeStack(entry.stackName);
      return stack && toFleet(entry, stack);
    }),
  );
  const missing = entries.filter((_, at) => stacks[at] === undefined);
  const standing = stacks.filter(stack => stack !== undefined);
  if (alone && standing.length === 0) tellNobody(context, pool, missing);
  return { alone, fleets: await Promise.all(standing.map(stack => openEcsFleet(context.session, stack))) };
}

function fleetEntries({ environment }: PoolContext, { key, name }: PoolStack): readonly StackEntry[] {
  return [...environment.stacks.values()].filter(({ templateFile, parameters }) => {
    const parent = parameters.get('PoolStackName');
    const isOfPool =
      (parent?.kind === 'stack' && parent.stack === key) ||
      (parent?.kind === 'value' && parent.value === name);
    return isOfPool && basename(templateFile) === 'fargate.yaml';
  });
}

function toFleet({ key }: StackEntry, { outputs, parameters }: StackState): FleetStack | undefined {
  const output = (name: string) => outputs.get(name)?.value ?? '';
  const parameter = (name: string) => parameters.get(name) ?? '';
  const cluster = output('ClusterArn');
  const family = output('TaskDefinitionFamily');
  if (!cluster || !family) return undefined;
  return {
    key,
    cluster,
    family,
    subnets: output('SubnetIds').split(',').filter(Boolean),
    securityGroup: output('SecurityGroupId'),
    image: `${output('RepositoryUri')}:${parameter('ImageTag')}`,
    logGroup: output('LogGroupName'),
    maxTasks: Number(parameter('MaxTasks')) || 1,
    idleSeconds: Number(parameter('IdleSeconds')) || 0,
    size: {
      vcpu: Number(parameter('Cpu')) / 1024,
      memoryGb: Number(parameter('Memory')) / 1024,
      architecture: /arm/i.test(parameter('Architecture')) ? 'arm64' : 'x86_64',
      spot: parameter('Spot') === 'true',
      publicAddress: output('AssignPublicIp') === 'ENABLED',
    },
  };
}

/** Workers may still be started by hand, on any machine: the messages wait for them. */
function tellNobody(
  { report, environment }: PoolContext,
  { key }: PoolStack,
  missing: readonly StackEntry[],
): void {
  const flag = environment.reference === 'local' ? '' : ` -e ${environment.reference}`;
  const [fleet] = missing;
  const how = fleet
    ? `npx cloudpool deploy ${fleet.key}${flag} deploys its fleet`
    : `a stack of templates/fargate.yaml with PoolStackName: { stack: ${key} } would be its fleet`;
  report({
    type: 'notice',
    message: `pool ${key} takes containers only, and has none that could be started: ${how}; npx cloudpool worker ${key}${flag} works on any machine`,
  });
}
