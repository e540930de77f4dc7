import { AwsError, isTransient } from '../../aws/aws-error.ts';
import type { OpenContext } from '../context.ts';
import { isStart } from './poller.ts';

/** A change set that shall run. */
export interface Execution {
  readonly id: string;
  readonly stackId: string;
  /** The ClientRequestToken that marks the operation as ours. */
  readonly token: string;
  readonly creates: boolean;
}

/** The operation that runs it. Its token is another than ours where somebody else ran the very same change set. */
export interface Started {
  readonly token: string | undefined;
}

const TRIES = 3;

/**
 * Runs a change set by its ARN; `vanished`: it is gone or obsolete, and did not run. An answer that got lost is looked
 * up, never guessed: a change set that is executing, or an event with our token, means that it began.
 */
export async function executeChangeSet(
  context: OpenContext,
  execution: Execution,
): Promise<Started | 'vanished'> {
  const { id, token, creates } = execution;
  for (let tries = 1; ; tries += 1) {
    try {
      await context.gateways.cloudFormation.executeChangeSet(id, { token, retainExceptOnCreate: creates });
      return { token };
    } catch (error) {
      const begun = await findBeginning(context, execution);
      if (begun !== undefined) return begun;
      if (isObsolete(error)) return 'vanished';
      if (!isTransient(error) || tries === TRIES) throw error;
      await context.clock.sleep(1_000 * tries, context.signal);
    }
  }
}

/** The first events of an operation can come a moment after its change set says that it runs. */
async function findBeginning(
  { gateways, clock, signal }: OpenContext,
  { id, stackId, token }: Execution,
): Promise<Started | undefined> {
  for (let looks = 1; ; looks += 1) {
    const [changeSet, events] = await Promise.allSettled([
      gateways.cloudFormation.describeChangeSet(id),
      gateways.cloudFormation.stackEvents(stackId, 'newest'),
    ]);
    const seen = events.status === 'fulfilled' ? events.value : [];
    if (seen.some(event => event.token === token)) return { token };
    if (changeSet.status === 'rejected' || !changeSet.value.executionStatus.startsWith('EXECUTE_'))
      return undefined;
    const { createdAt } = changeSet.value;
    // Nothing else can have begun since it was made: that would have made it obsolete.
    const start = seen.find(event => isStart(event) && event.at >= createdAt);
    if (start !== undefined) return { token: start.token };
    if (looks === TRIES) return { token };
    await clock.sleep(1_000 * looks, signal);
  }
}

function isObsolete(error: unknown): boolean {
  return error instanceof AwsError && /ChangeSetNotFound|InvalidChangeSetStatus/.test(error.awsName);
}
