import type { WaitingChangeSet } from './cloudformation.ts';
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
