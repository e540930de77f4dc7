import { basename } from 'node:path';
import { distance } from 'fastest-levenshtein';
import type { StackState } from '../../aws/cloudformation.ts';
import { openCloudFormation } from '../../aws/cloudformation-sdk.ts';
import type { Environment, StackEntry } from '../../deploy/environment/environment.ts';
import { CloudpoolError } from '../../errors.ts';
import type { Architecture } from '../../estimate/prices.ts';
import type { PoolContext } from './context.ts';

/** A deployed pool, as its stack describes it. */
export interface PoolStack {
  /** Its key in the environment file. */
  readonly key: string;
  /** Its stack's name: the pool's name in the ledger. */
  readonly name: string;
  readonly bucket: string;
  readonly queueUrl: string;
  readonly deadLetterQueueUrl: string;
  readonly functionArn: string;
  /** Where its function logs; empty when the stack does not say. */
  readonly logGroup: string;
  readonly memoryMb: number;
  /** The function's time-out. */
  readonly timeoutSeconds: number;
  /** Workers at once. */
  readonly concurrency: number;
  readonly architecture: Architecture;
  /** Who takes the messages. */
  readonly workers: 'lambda' | 'container' | 'both';
  /** CodeKey: the code version that is deployed. */
  readonly code: string;
  /** What tasks find in `ctx.settings`, as JSON. */
  readonly settings: string;
}

/**
 * Finds a pool by its key in the environment file.
 * Throws `POOL_UNKNOWN`, `POOL_LEFT_OUT`, `NOT_A_POOL` or `POOL_NOT_DEPLOYED`.
 */
export async function findPool(context: PoolContext, key: string): Promise<PoolStack> {
  const entry = context.environment.stacks.get(key);
  if (!entry) throw unknownPool(context.environment, key);
  const stack = await openCloudFormation(context.session).describeStack(entry.stackName);
  if (!stack || stack.status === 'REVIEW_IN_PROGRESS') throw notDeployed(context.environment, entry);
  const pool = toPool(entry, stack);
  if (pool) return pool;
  throw isReady(stack) ? notAPool(context.environment, key) : notDeployed(context.environment, entry, stack);
}

/** All pools of the environment that are deployed. */
export async function findPools(context: PoolContext): Promise<readonly PoolStack[]> {
  const gateway = openCloudFormation(context.session);
  const pools = await Promise.all(
    poolEntries(context.environment).map(async entry => {
      const stack = await gateway.describeStack(entry.stackName);
      return stack && toPool(entry, stack);
    }),
  );
  return pools.filter(pool => pool !== undefined);
}

function toPool({ key, stackName }: StackEntry, { outputs, parameters }: StackState): PoolStack | undefined {
  const output = (name: string) => outputs.get(name)?.value;
  const bucket = output('DataBucketName');
  const queueUrl = output('QueueUrl');
  const deadLetterQueueUrl = output('DeadLetterQueueUrl');
  const functionArn = output('FunctionArn');
  if (!bucket || !queueUrl || !deadLetterQueueUrl || !functionArn) return undefined;
  return {
    key,
    name: stackName,
    bucket,
    queueUrl,
    deadLetterQueueUrl,
    functionArn,
    logGroup: output('LogGroupName') ?? '',
    memoryMb: Number(parameters.get('MemorySize') ?? 512),
    timeoutSeconds: Number(parameters.get('Timeout') ?? 900),
    concurrency: Number(parameters.get('MaximumConcurrency') ?? 1),
    architecture: parameters.get('Architecture') === 'x86_64' ? 'x86_64' : 'arm64',
    workers: workersOf(parameters.get('Workers')),
    code: parameters.get('CodeKey') ?? '',
    settings: parameters.get('Settings') ?? '{}',
  };
}

function workersOf(text: string | undefined): PoolStack['workers'] {
  return text === 'container' || text === 'both' ? text : 'lambda';
}

function poolEntries({ stacks }: Environment): readonly StackEntry[] {
  return [...stacks.values()].filter(
    ({ function: name, templateFile }) => name !== undefined || basename(templateFile) === 'pool.yaml',
  );
}

function isReady({ status }: StackState): boolean {
  return status.endsWith('_COMPLETE') && !status.includes('ROLLBACK') && !status.startsWith('DELETE');
}

function unknownPool(environment: Environment, key: string): CloudpoolError {
  const reason = environment.leftOut.get(key);
  if (reason !== undefined) {
    return new CloudpoolError(`pool ${key} is left out of environment ${environment.name}: ${reason}`, {
      code: 'POOL_LEFT_OUT',
      exitCode: 2,
    });
  }
  return new CloudpoolError(`environment ${environment.name} has no pool ${key}`, {
    code: 'POOL_UNKNOWN',
    hint: nearPools(environment, key),
    exitCode: 2,
  });
}

function notAPool(environment: Environment, key: string): CloudpoolError {
  return new CloudpoolError(`stack ${key} of environment ${environment.name} is no pool: it has no queue`, {
    code: 'NOT_A_POOL',
    hint: nearPools(environment, key),
    exitCode: 2,
  });
}

function notDeployed(
  environment: Environment,
  { key, stackName }: StackEntry,
  stack?: StackState,
): CloudpoolError {
  const state = stack ? `is ${stack.status}` : 'does not exist';
  const flag = environment.reference === 'local' ? '' : ` -e ${environment.reference}`;
  return new CloudpoolError(`pool ${key} is not deployed: stack ${stackName} ${state}`, {
    code: 'POOL_NOT_DEPLOYED',
    hint: `npx cloudpool deploy ${key}${flag} deploys it.`,
    exitCode: 2,
  });
}

function nearPools(environment: Environment, key: string): string {
  const keys = poolEntries(environment).map(entry => entry.key);
  const near = keys.filter(name => distance(name, key) <= Math.max(2, Math.floor(key.length / 3)));
  if (near.length > 0) return `Did you mean ${near.join(' or ')}?`;
  return keys.length > 0 ? `Its pools are ${keys.join(', ')}.` : 'It has no pools.';
}
