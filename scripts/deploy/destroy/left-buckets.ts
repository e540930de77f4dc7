import type { TaggedBucket } from '../../aws/bucket-reads.ts';
import type { OpenContext } from '../context.ts';
import type { Environment } from '../environment/environment.ts';
import { ENVIRONMENT_TAG } from '../plan/desired-stack.ts';
import { readTogether } from '../plan/standing.ts';

/** Buckets that an earlier destroy left, because their templates retain them. */
export interface LeftBuckets {
  /** The name of the stack that made them. It is gone, or was made anew without them. */
  readonly stackName: string;
  readonly buckets: readonly { readonly name: string; readonly logicalId: string }[];
}

/** Tags that CloudFormation gives every bucket it makes; they outlive the stack. */
const STACK_NAME_TAG = 'aws:cloudformation:stack-name';
const STACK_ID_TAG = 'aws:cloudformation:stack-id';
const LOGICAL_ID_TAG = 'aws:cloudformation:logical-id';

/**
 * Finds buckets of this environment whose stacks are gone, by the tags that CloudFormation left on them: the prefix alone
 * proves nothing. Only those of the named stacks when some are named. Who may not list buckets finds none, and is told.
 */
export async function findLeftBuckets(
  context: OpenContext,
  keys: readonly string[],
): Promise<readonly LeftBuckets[]> {
  const { prefix } = context.graph.environment;
  const wanted = new Set(keys.flatMap(key => [key, `${prefix}-${key}`]));
  const found = await context.gateways.buckets.tagged(`${prefix}-`).catch((): undefined => undefined);
  if (found === undefined) {
    const message =
      'Buckets that an earlier destroy left were not looked for: s3:ListAllMyBuckets is missing.';
    context.report({ type: 'notice', message });
    return [];
  }
  const ours = found.flatMap(bucket => {
    const origin = originOf(bucket, context.graph.environment);
    if (origin === undefined || (keys.length > 0 && !wanted.has(origin.stackName))) return [];
    return [{ name: bucket.name, ...origin }];
  });
  const left = await readTogether(ours, async bucket => {
    const standing = await context.gateways.cloudFormation.describeStack(bucket.stackName);
    // A stack that was made anew under the same name has other buckets.
    const older = bucket.stackId !== undefined && bucket.stackId !== standing?.id;
    return standing === undefined || older ? [bucket] : [];
  });
  const byStack = Map.groupBy(left.flat(), ({ stackName }) => stackName);
  return [...byStack].map(([stackName, buckets]) => ({
    stackName,
    buckets: buckets.map(({ name, logicalId }) => ({ name, logicalId })),
  }));
}

interface Origin {
  readonly stackName: string;
  readonly stackId?: string | undefined;
  readonly logicalId: string;
}

function originOf(
  { name, tags }: TaggedBucket,
  { name: environment, endpoint }: Environment,
): Origin | undefined {
  // The emulator tags no buckets: there the name that CloudFormation made is all there is to go by.
  if (endpoint !== undefined && tags.size === 0) return originByName(name);
  const stackName = tags.get(STACK_NAME_TAG);
  if (stackName === undefined || tags.get(ENVIRONMENT_TAG) !== environment) return undefined;
  return { stackName, stackId: tags.get(STACK_ID_TAG), logicalId: tags.get(LOGICAL_ID_TAG) ?? '' };
}

/** `<stack>-<logical id>-<random>`, in lower case. */
function originByName(name: string): Origin | undefined {
  const [, stackName, logicalId] = /^(.+)-([^-]+)-[^-]+$/.exec(name) ?? [];
  return stackName === undefined || logicalId === undefined ? undefined : { stackName, logicalId };
}
