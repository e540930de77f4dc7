import type { CloudFormationGateway, StackEvent } from '../../aws/cloudformation.ts';
import { isOwn } from '../apply/poller.ts';
import { failedResources, isSummary, ownFailure } from './root-cause.ts';

/** Where a failure comes from, through any number of nested stacks. */
export interface Cause {
  readonly event: StackEvent;
  /** The nested stacks on the way to it, from the outside to the inside. None: the stack itself. */
  readonly path: readonly NestedStack[];
}

export interface NestedStack {
  /** Its name in the template around it. */
  readonly logicalId: string;
  readonly stackId: string;
}

/** Deeper than anybody nests; a chain that is longer is followed so far. */
const DEEPEST = 8;

/**
 * Finds the root cause of an operation in its events (oldest first). A nested stack that failed says only so: its own
 * events are read. One that was cancelled because another failed is left aside.
 */
export async function findCause(
  cloudFormation: Pick<CloudFormationGateway, 'stackEvents'>,
  oldestFirst: readonly StackEvent[],
  path: readonly NestedStack[] = [],
): Promise<Cause | undefined> {
  const failed = failedResources(oldestFirst);
  for (const event of failed) {
    const stackId = nestedStackOf(event);
    if (stackId === undefined || path.length === DEEPEST) return { event, path };
    const inside = await eventsSince(cloudFormation, stackId, beginningOf(oldestFirst, event));
    const nested = [...path, { logicalId: event.logicalId, stackId }];
    const cause = await findCause(cloudFormation, inside, nested);
    if (cause !== undefined) return cause;
  }
  const event = failed[0] ?? ownFailure(oldestFirst);
  // Inside a nested stack a summary is no cause: there, all was cancelled.
  if (event === undefined || (path.length > 0 && failed.length === 0 && isSummary(event))) return undefined;
  return { event, path };
}

/** The ARN of a nested stack that failed; its very first events have none but in the text. */
function nestedStackOf({ resourceType, physicalId, reason = '' }: StackEvent): string | undefined {
  if (resourceType !== 'AWS::CloudFormation::Stack') return undefined;
  const arn = physicalId === '' ? /Embedded stack (arn:\S+)/.exec(reason)?.[1] : physicalId;
  return arn?.startsWith('arn:') ? arn : undefined;
}

/** A nested stack may be older than the operation: only what happened since counts. */
function beginningOf(oldestFirst: readonly StackEvent[], failure: StackEvent): number {
  const begun = oldestFirst.find(
    ({ logicalId, status, at }) =>
      logicalId === failure.logicalId &&
      at <= failure.at &&
      /^(CREATE|UPDATE|DELETE)_IN_PROGRESS$/.test(status),
  );
  return begun?.at ?? oldestFirst.find(isOwn)?.at ?? 0;
}

/** A stack that cannot be read any more tells nothing; the one around it still does. */
async function eventsSince(
  cloudFormation: Pick<CloudFormationGateway, 'stackEvents'>,
  stackId: string,
  since: number,
): Promise<readonly StackEvent[]> {
  const newestFirst = await cloudFormation.stackEvents(stackId, 'all').catch(() => []);
  return newestFirst.filter(({ at }) => at >= since).toReversed();
}
