import type { ValidationFailure, WaitingChangeSet } from './cloudformation.ts';
import type { Call } from './cloudformation-sdk.ts';

/** Lists the change sets of a stack: all pages. */
export async function listAllChangeSets(call: Call, stackName: string): Promise<readonly WaitingChangeSet[]> {
  const found: WaitingChangeSet[] = [];
  let token: string | undefined;
  do {
    const answer = await call('ListChangeSets', (client, sdk) =>
      client.send(new sdk.ListChangeSetsCommand({ StackName: stackName, NextToken: token })),
    );
    for (const { ChangeSetId, ChangeSetName, ExecutionStatus, CreationTime } of answer.Summaries ?? []) {
      found.push({
        id: ChangeSetId ?? '',
        name: ChangeSetName ?? '',
        executionStatus: ExecutionStatus ?? '',
        createdAt: CreationTime?.getTime() ?? 0,
      });
    }
    token = answer.NextToken;
  } while (token);
  return found;
}

/**
 * Lists what the early validation found wrong with a change set, or with a stack since a moment: all pages. Warnings are
 * left out.
 */
export async function listValidationFailures(
  call: Call,
  named: { readonly ChangeSetName?: string; readonly StackName: string | undefined },
  since = 0,
): Promise<readonly ValidationFailure[]> {
  const found: ValidationFailure[] = [];
  let token: string | undefined;
  do {
    const answer = await call('DescribeEvents', (client, sdk) =>
      client.send(
        new sdk.DescribeEventsCommand({ ...named, Filters: { FailedEvents: true }, NextToken: token }),
      ),
    );
    for (const event of answer.OperationEvents ?? []) {
      if (event.ValidationStatusReason === undefined || event.ValidationFailureMode === 'WARN') continue;
      if ((event.Timestamp?.getTime() ?? since) < since) continue;
      found.push({
        logicalId: event.LogicalResourceId ?? '',
        name: event.ValidationName ?? '',
        reason: event.ValidationStatusReason,
        path: event.ValidationPath || undefined,
      });
    }
    token = answer.NextToken;
  } while (token);
  return found;
}
