import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { AwsError, callAws } from './aws-error.ts';
import type { ChangeSetState, CloudFormationGateway } from './cloudformation.ts';
import { toChangeRows, toSdkRequest, toStackEvent, toStackState } from './cloudformation-answers.ts';
import { driftCalls } from './cloudformation-drift.ts';
import { exportCalls } from './cloudformation-exports.ts';
import { listAllChangeSets, listValidationFailures } from './cloudformation-lists.ts';
import { recoveryCalls } from './cloudformation-recovery.ts';
import type { AwsSession } from './session.ts';

/** Speaks to CloudFormation through a session. The SDK is loaded with the first call. */
export function openCloudFormation(session: AwsSession): CloudFormationGateway {
  const call = <Answer>(
    name: string,
    send: (client: CloudFormationClient, sdk: Sdk) => Promise<Answer>,
  ): Promise<Answer> =>
    callAws(`cloudformation:${name}`, async () => send(await session.cloudFormation(), await loadSdk()));
  const callOnce: Call = (name, send) =>
    callAws(`cloudformation:${name}`, async () => send(await session.cloudFormationOnce(), await loadSdk()));
  return {
    ...stackCalls(call),
    ...changeSetCalls(call),
    ...readCalls(call),
    ...eventCalls(call, callOnce),
    ...driftCalls(call),
    ...exportCalls(call),
    ...recoveryCalls(call),
  };
}

type Sdk = typeof import('@aws-sdk/client-cloudformation');
/** Makes one call of CloudFormation's, under the name that AWS gives it. */
export type Call = <Answer>(
  name: string,
  send: (client: CloudFormationClient, sdk: Sdk) => Promise<Answer>,
) => Promise<Answer>;

const loadSdk = (): Promise<Sdk> => import('@aws-sdk/client-cloudformation');

type StackCalls = Pick<
  CloudFormationGateway,
  'describeStack' | 'getTemplate' | 'createStack' | 'updateStack' | 'deleteStack' | 'setTerminationProtection'
>;

function stackCalls(call: Call): StackCalls {
  return {
    describeStack: nameOrId =>
      orIfMissing(undefined, async () => {
        const answer = await call('DescribeStacks', (client, sdk) =>
          client.send(new sdk.DescribeStacksCommand({ StackName: nameOrId })),
        );
        const stack = answer.Stacks?.[0];
        return stack === undefined ? undefined : toStackState(stack);
      }),
    getTemplate: async nameOrId => {
      const answer = await call('GetTemplate', (client, sdk) =>
        client.send(new sdk.GetTemplateCommand({ StackName: nameOrId, TemplateStage: 'Original' })),
      );
      return answer.TemplateBody ?? '';
    },
    createStack: async (request, token) => {
      const answer = await call('CreateStack', (client, sdk) =>
        client.send(
          new sdk.CreateStackCommand({
            ...toSdkRequest(request),
            ClientRequestToken: token,
            OnFailure: 'DELETE',
            RetainExceptOnCreate: true,
          }),
        ),
      );
      return answer.StackId ?? '';
    },
    updateStack: async (request, token) => {
      await call('UpdateStack', (client, sdk) =>
        client.send(new sdk.UpdateStackCommand({ ...toSdkRequest(request), ClientRequestToken: token })),
      );
    },
    deleteStack: async (id, { token, roleArn }) => {
      await call('DeleteStack', (client, sdk) =>
        client.send(
          new sdk.DeleteStackCommand({ StackName: id, ClientRequestToken: token, RoleARN: roleArn }),
        ),
      );
    },
    setTerminationProtection: async (stackName, on) => {
      await call('UpdateTerminationProtection', (client, sdk) =>
        client.send(
          new sdk.UpdateTerminationProtectionCommand({
            StackName: stackName,
            EnableTerminationProtection: on,
          }),
        ),
      );
    },
  };
}

type ChangeSetCalls = Pick<
  CloudFormationGateway,
  | 'createChangeSet'
  | 'describeChangeSet'
  | 'listChangeSets'
  | 'deleteChangeSet'
  | 'executeChangeSet'
  | 'validationFailures'
  | 'stackValidationFailures'
>;

function changeSetCalls(call: Call): ChangeSetCalls {
  /** Change set → its stack. A policy on stacks can only be checked where the call names one. */
  const stacks = new Map<string, string>();
  const named = (id: string) => ({ ChangeSetName: id, StackName: stacks.get(id) });
  return {
    createChangeSet: async ({ type, changeSetName, onStackFailure, ...request }) => {
      const answer = await call('CreateChangeSet', (client, sdk) =>
        client.send(
          new sdk.CreateChangeSetCommand({
            ...toSdkRequest(request),
            ChangeSetType: type,
            ChangeSetName: changeSetName,
            // A retry after a lost answer is the same request, not "already exists".
            ClientToken: changeSetName,
            OnStackFailure: onStackFailure,
          }),
        ),
      );
      const made = { id: answer.Id ?? '', stackId: answer.StackId ?? '' };
      stacks.set(made.id, made.stackId);
      return made;
    },
    describeChangeSet: id => describeAllPages(call, named(id)),
    listChangeSets: async stackId => {
      const listed = await listAllChangeSets(call, stackId);
      for (const { id } of listed) stacks.set(id, stackId);
      return listed;
    },
    deleteChangeSet: async id => {
      await call('DeleteChangeSet', (client, sdk) => client.send(new sdk.DeleteChangeSetCommand(named(id))));
    },
    executeChangeSet: async (id, { token, retainExceptOnCreate }) => {
      await call('ExecuteChangeSet', (client, sdk) =>
        client.send(
          new sdk.ExecuteChangeSetCommand({
            ...named(id),
            ClientRequestToken: token,
            ...(retainExceptOnCreate ? { RetainExceptOnCreate: true } : {}),
          }),
        ),
      );
    },
    validationFailures: id => listValidationFailures(call, named(id)),
    stackValidationFailures: (stackId, since) => listValidationFailures(call, { StackName: stackId }, since),
  };
}

interface NamedChangeSet {
  readonly ChangeSetName: string;
  readonly StackName: string | undefined;
}

async function describeAllPages(call: Call, named: NamedChangeSet): Promise<ChangeSetState> {
  const page = (token?: string) =>
    call('DescribeChangeSet', (client, sdk) =>
      client.send(
        new sdk.DescribeChangeSetCommand({
          ...named,
          IncludePropertyValues: true,
          NextToken: token,
        }),
      ),
    );
  const first = await page();
  const changes = [...(first.Changes ?? [])];
  for (let token = first.NextToken; token; ) {
    const next = await page(token);
    changes.push(...(next.Changes ?? []));
    token = next.NextToken;
  }
  return {
    id: first.ChangeSetId ?? named.ChangeSetName,
    stackId: first.StackId ?? '',
    status: first.Status ?? '',
    executionStatus: first.ExecutionStatus ?? '',
    createdAt: first.CreationTime?.getTime() ?? 0,
    reason: first.StatusReason ?? '',
    rows: toChangeRows(changes),
  };
}

/** Whoever asks for the newest events asks again soon: a refused look is worth no second try. */
function eventCalls(call: Call, callOnce: Call): Pick<CloudFormationGateway, 'stackEvents'> {
  return {
    stackEvents: async (id, pages) => {
      const look = pages === 'newest' ? callOnce : call;
      const events = [];
      let token: string | undefined;
      do {
        const answer = await look('DescribeStackEvents', (client, sdk) =>
          client.send(new sdk.DescribeStackEventsCommand({ StackName: id, NextToken: token })),
        );
        events.push(...(answer.StackEvents ?? []).map(toStackEvent));
        token = pages === 'all' ? answer.NextToken : undefined;
      } while (token);
      return events;
    },
  };
}

function readCalls(call: Call): Pick<CloudFormationGateway, 'listResources'> {
  return {
    listResources: async nameOrId => {
      const resources = [];
      let token: string | undefined;
      do {
        const answer = await call('ListStackResources', (client, sdk) =>
          client.send(new sdk.ListStackResourcesCommand({ StackName: nameOrId, NextToken: token })),
        );
        for (const resource of answer.StackResourceSummaries ?? []) {
          resources.push({
            logicalId: resource.LogicalResourceId ?? '',
            physicalId: resource.PhysicalResourceId ?? '',
            resourceType: resource.ResourceType ?? '',
            status: resource.ResourceStatus ?? '',
          });
        }
        token = answer.NextToken;
      } while (token);
      return resources;
    },
  };
}

/** CloudFormation says "there is none" with a ValidationError; only its text tells it from a bad request. */
export async function orIfMissing<Answer>(missing: Answer, ask: () => Promise<Answer>): Promise<Answer> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof AwsError && MISSING.test(error.message)) return missing;
    throw error;
  }
}

const MISSING = /does not exist|is not imported by any stack/;
