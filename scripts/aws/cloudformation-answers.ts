import type {
  Change,
  ResourceChange,
  StackEvent as SdkStackEvent,
  Stack,
} from '@aws-sdk/client-cloudformation';
import type { ChangeRow, StackEvent, StackRequest, StackState } from './cloudformation.ts';

/** Reads a stack out of the SDK's answer. */
export function toStackState(stack: Stack): StackState {
  return {
    id: stack.StackId ?? '',
    name: stack.StackName ?? '',
    status: stack.StackStatus ?? '',
    statusReason: stack.StackStatusReason || undefined,
    parameters: new Map(
      (stack.Parameters ?? []).map(({ ParameterKey, ParameterValue }) => [
        ParameterKey ?? '',
        ParameterValue ?? '',
      ]),
    ),
    tags: new Map((stack.Tags ?? []).map(({ Key, Value }) => [Key ?? '', Value ?? ''])),
    outputs: new Map(
      (stack.Outputs ?? []).map(({ OutputKey, OutputValue, ExportName }) => [
        OutputKey ?? '',
        { value: OutputValue ?? '', exportName: ExportName || undefined },
      ]),
    ),
    roleArn: stack.RoleARN || undefined,
    terminationProtection: stack.EnableTerminationProtection ?? false,
    updated: (stack.LastUpdatedTime ?? stack.CreationTime)?.getTime() ?? 0,
  };
}

/** Reads one event out of the SDK's answer. */
export function toStackEvent(event: SdkStackEvent): StackEvent {
  return {
    id: event.EventId ?? '',
    at: event.Timestamp?.getTime() ?? 0,
    stackId: event.StackId ?? '',
    logicalId: event.LogicalResourceId ?? '',
    physicalId: event.PhysicalResourceId ?? '',
    resourceType: event.ResourceType ?? '',
    status: event.ResourceStatus ?? '',
    reason: event.ResourceStatusReason || undefined,
    token: event.ClientRequestToken,
  };
}

/** Reads the rows of a change set. What is not a resource (a hook) is left out. */
export function toChangeRows(changes: readonly Change[]): readonly ChangeRow[] {
  return changes.flatMap(({ ResourceChange: change }) => (change === undefined ? [] : [toChangeRow(change)]));
}

function toChangeRow(change: ResourceChange): ChangeRow {
  return {
    action: rowAction(change),
    logicalId: change.LogicalResourceId ?? '',
    type: change.ResourceType ?? '',
    ...(change.PolicyAction === undefined ? {} : { policy: change.PolicyAction }),
    details: (change.Details ?? []).map(({ Target }) => ({
      path: Target?.Path ?? [Target?.Attribute, Target?.Name].filter(Boolean).join('.'),
      ...(Target?.BeforeValue === undefined ? {} : { before: Target.BeforeValue }),
      ...(Target?.AfterValue === undefined ? {} : { after: Target.AfterValue }),
    })),
  };
}

/** `PolicyAction` is the reliable replacement test; `Replacement: Conditional` may still turn out as one. */
function rowAction({ Action, PolicyAction, Replacement }: ResourceChange): ChangeRow['action'] {
  if (Action !== 'Modify')
    return Action === 'Add' || Action === 'Remove' || Action === 'Import' ? Action : 'Conditional';
  if (Replacement === 'True' || PolicyAction?.startsWith('Replace')) return 'Replace';
  return Replacement === 'Conditional' ? 'Conditional' : 'Modify';
}

/** Writes a request as the SDK wants it. */
export function toSdkRequest(request: StackRequest) {
  return {
    StackName: request.stackName,
    TemplateBody: request.templateBody,
    Parameters: request.parameters.map(parameter =>
      'keep' in parameter
        ? { ParameterKey: parameter.name, UsePreviousValue: true }
        : { ParameterKey: parameter.name, ParameterValue: parameter.value },
    ),
    Tags: [...request.tags].map(([Key, Value]) => ({ Key, Value })),
    Capabilities: request.capabilities.map(capability => capability as 'CAPABILITY_IAM'),
    RoleARN: request.roleArn,
  };
}
