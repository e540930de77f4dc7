import type { StackResourceDrift } from '@aws-sdk/client-cloudformation';
import type { CloudFormationGateway, ResourceDrift } from './cloudformation.ts';
import type { Call } from './cloudformation-sdk.ts';

type DriftCalls = Pick<CloudFormationGateway, 'detectDrift' | 'driftDetection' | 'resourceDrifts'>;

/** The calls that compare stacks with their templates. */
export function driftCalls(call: Call): DriftCalls {
  return {
    detectDrift: async nameOrId => {
      const answer = await call('DetectStackDrift', (client, sdk) =>
        client.send(new sdk.DetectStackDriftCommand({ StackName: nameOrId })),
      );
      return answer.StackDriftDetectionId ?? '';
    },
    driftDetection: async id => {
      const answer = await call('DescribeStackDriftDetectionStatus', (client, sdk) =>
        client.send(new sdk.DescribeStackDriftDetectionStatusCommand({ StackDriftDetectionId: id })),
      );
      return {
        status: answer.DetectionStatus ?? '',
        reason: answer.DetectionStatusReason || undefined,
        drifted: answer.StackDriftStatus === 'DRIFTED',
      };
    },
    resourceDrifts: async nameOrId => {
      const drifts: ResourceDrift[] = [];
      let token: string | undefined;
      do {
        const answer = await call('DescribeStackResourceDrifts', (client, sdk) =>
          client.send(new sdk.DescribeStackResourceDriftsCommand({ StackName: nameOrId, NextToken: token })),
        );
        drifts.push(...(answer.StackResourceDrifts ?? []).map(toResourceDrift));
        token = answer.NextToken;
      } while (token);
      return drifts;
    },
  };
}

function toResourceDrift(drift: StackResourceDrift): ResourceDrift {
  return {
    logicalId: drift.LogicalResourceId ?? '',
    physicalId: drift.PhysicalResourceId ?? '',
    resourceType: drift.ResourceType ?? '',
    status: drift.StackResourceDriftStatus ?? '',
    reason: drift.DriftStatusReason || undefined,
    differences: (drift.PropertyDifferences ?? []).map(difference => ({
      path: difference.PropertyPath ?? '',
      kind: difference.DifferenceType ?? 'NOT_EQUAL',
      expected: difference.ExpectedValue ?? '',
      actual: difference.ActualValue ?? '',
    })),
  };
}
