import type { Clock } from '../../functions/runtime/protocol/ports.ts';
import type { ValidationFailure } from '../../scripts/aws/cloudformation.ts';
import type { MemoryAccount, MemoryStack } from './cloudformation-account.ts';
import type { SeenResource } from './cloudformation-template.ts';

/** How the in-memory CloudFormation behaves: a test changes it as it goes. */
export interface Script {
  /** Seconds that one resource takes; resources of a stack work in parallel. */
  seconds: (stackName: string, logicalId: string) => number;
  /** `<stack name>/<logical id>` → why it fails, until the test takes it away. */
  readonly failures: Map<string, string>;
  /** The same for the rollback of an update. */
  readonly rollbackFailures: Map<string, string>;
  /** `<stack name>/<logical id>` of resources that a change replaces. */
  readonly replaced: Set<string>;
  /** Stack name → what the early validation finds wrong with its change sets. */
  readonly validations: Map<string, readonly ValidationFailure[]>;
  /** TemplateURL → the template that lies there. */
  readonly nestedTemplates: Map<string, string>;
  /** Tells whether a bucket holds anything: CloudFormation deletes only empty ones. */
  isFull: (bucket: string) => boolean;
  /** Tells whether a task is active in a cluster: AWS deletes only idle ones. */
  isBusy: (cluster: string) => boolean;
}

export interface World {
  readonly clock: Clock;
  readonly account: MemoryAccount;
  readonly script: Script;
  readonly nested: NestedStacks;
  nextId(): string;
}

/** What goes on inside a resource that is a stack: each answers why it failed. */
export interface NestedStacks {
  change(
    parent: MemoryStack,
    resource: SeenResource,
    change: { readonly kind: string; readonly token: string },
  ): Promise<string | undefined>;
  remove(parent: MemoryStack, resource: SeenResource, token: string): Promise<string | undefined>;
}

/** Writes an event of the stack itself, and with it its status. */
export function own(world: World, stack: MemoryStack, status: string, token: string, reason?: string): void {
  stack.status = status;
  stack.updated = world.clock.now();
  push(world, stack, {
    logicalId: stack.name,
    physicalId: stack.id,
    resourceType: 'AWS::CloudFormation::Stack',
    status,
    token,
    reason,
  });
}

/** Writes an event of a resource. */
export function event(
  world: World,
  stack: MemoryStack,
  { logicalId, type }: SeenResource,
  status: string,
  token: string,
  reason?: string,
): void {
  push(world, stack, {
    logicalId,
    physicalId: physicalId(stack, logicalId),
    resourceType: type,
    status,
    token,
    reason,
  });
}

/** The physical id of a resource of the fake: the ARN of a nested stack. */
export function physicalId(stack: Pick<MemoryStack, 'name' | 'nested'>, logicalId: string): string {
  const nested = stack.nested.get(logicalId);
  if (nested !== undefined) return nested.id;
  return `${stack.name}-${logicalId}`.toLowerCase();
}

function push(
  { clock, nextId }: World,
  stack: MemoryStack,
  fields: {
    logicalId: string;
    physicalId: string;
    resourceType: string;
    status: string;
    token: string;
    reason: string | undefined;
  },
): void {
  stack.events.push({ id: nextId(), at: clock.now(), stackId: stack.id, ...fields });
}
