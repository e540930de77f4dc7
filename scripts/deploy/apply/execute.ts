import { AwsError, isTransient } from '../../aws/aws-error.ts';
import type { OpenContext } from '../context.ts';

/** What became of the wish to run a change set. `vanished`: it is gone or obsolete, and did not run for us. */
export type Execution = 'started' | 'vanished';

const TRIES = 3;

/**
 * Runs a change set by its ARN. An answer that got lost is looked up, never guessed: a change set that is executing, or
 * an event with our token, means that it began.
 */
export async function executeChangeSet(
  context: OpenContext,
  changeSet: {
    readonly id: string;
    readonly stackId: string;
    readonly token: string;
    readonly creates: boolean;
  },
): Promise<Execution> {
  const { cloudFormation } = context.gateways;
  for (let tries = 1; ; tries += 1) {
    try {
      await cloudFormation.executeChangeSet(changeSet.id, {
        token: changeSet.token,
        retainExceptOnCreate: changeSet.creates,
      });
      return 'started';
    } catch (error) {
      if (await hasBegun(context, changeSet)) return 'started';
      if (isObsolete(error)) return 'vanished';
      if (!isTransient(error) || tries === TRIES) throw error;
      await context.clock.sleep(1_000 * tries, context.signal);
    }
  }
}

async function hasBegun(
  { gateways }: OpenContext,
  { id, stackId, token }: { readonly id: string; readonly stackId: string; readonly token: string },
): Promise<boolean> {
  const [state, events] = await Promise.allSettled([
    gateways.cloudFormation.describeChangeSet(id),
    gateways.cloudFormation.stackEvents(stackId, 'newest'),
  ]);
  if (state.status === 'fulfilled' && state.value.executionStatus.startsWith('EXECUTE_')) return true;
  return events.status === 'fulfilled' && events.value.some(event => event.token === token);
}

function isObsolete(error: unknown): boolean {
  return error instanceof AwsError && /ChangeSetNotFound|InvalidChangeSetStatus/.test(error.awsName);
}
