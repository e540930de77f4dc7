import { brokenExport, type MemoryStack, refused } from './cloudformation-account.ts';
import { event, own, physicalId, type World } from './cloudformation-events.ts';
import type { SeenResource } from './cloudformation-template.ts';

/** Runs a deletion in the background. */
export function runDeletion(world: World, stack: MemoryStack, token: string): void {
  if (stack.status === 'DELETE_IN_PROGRESS') return;
  if (/^(UPDATE|IMPORT|ROLLBACK).*_IN_PROGRESS$/.test(stack.status))
    throw refused(`Stack [${stack.name}] cannot be deleted while in status ${stack.status}`);
  const before = stack.status;
  own(world, stack, 'DELETE_IN_PROGRESS', token, 'User Initiated');
  stack.operation = {};
  const broken = brokenExport(world.account, stack, undefined);
  // No failed deletion to AWS: the stack goes back to what it was.
  if (broken === undefined) void removeStack(world, stack, token);
  else own(world, stack, before, token, broken);
}

/** Removes what is in a stack, and the stack. */
export async function removeStack(world: World, stack: MemoryStack, token: string): Promise<void> {
  const resources = (stack.seen?.resources ?? []).filter(
    ({ logicalId }) => stack.deletions.get(logicalId) !== 'DELETE_COMPLETE',
  );
  const ends = await Promise.all(resources.map(resource => removeResource(world, stack, resource, token)));
  own(world, stack, ends.some(reason => reason !== undefined) ? 'DELETE_FAILED' : 'DELETE_COMPLETE', token);
}

async function removeResource(
  world: World,
  stack: MemoryStack,
  resource: SeenResource,
  token: string,
): Promise<string | undefined> {
  const { clock, script } = world;
  if (resource.deletionPolicy.startsWith('Retain')) {
    event(world, stack, resource, 'DELETE_SKIPPED', token);
    return undefined;
  }
  event(world, stack, resource, 'DELETE_IN_PROGRESS', token);
  await clock.sleep(script.seconds(stack.name, resource.logicalId) * 1000);
  const reason =
    (await insideFailure(world, stack, resource, token)) ??
    script.failures.get(`${stack.name}/${resource.logicalId}`) ??
    fullBucket(world, stack, resource) ??
    busyCluster(world, stack, resource);
  const status = reason === undefined ? 'DELETE_COMPLETE' : 'DELETE_FAILED';
  stack.deletions.set(resource.logicalId, status);
  event(world, stack, resource, status, token, reason);
  return reason;
}

async function insideFailure(
  { nested }: World,
  stack: MemoryStack,
  resource: SeenResource,
  token: string,
): Promise<string | undefined> {
  return stack.nested.has(resource.logicalId) ? nested.remove(stack, resource, token) : undefined;
}

function fullBucket(
  { script }: World,
  stack: MemoryStack,
  { logicalId, type }: SeenResource,
): string | undefined {
  if (type !== 'AWS::S3::Bucket' || !script.isFull(physicalId(stack, logicalId))) return undefined;
  return 'Resource handler returned message: "The bucket you tried to delete is not empty (Service: S3, Status Code: 409, Request ID: 7F2D)" (RequestToken: 1c2f, HandlerErrorCode: GeneralServiceException)';
}

function busyCluster(
  { script }: World,
  stack: MemoryStack,
  { logicalId, type }: SeenResource,
): string | undefined {
  if (type !== 'AWS::ECS::Cluster' || !script.isBusy(physicalId(stack, logicalId))) return undefined;
  return 'Resource handler returned message: "Error occurred during operation \'DeleteClusters SDK Error: The Cluster cannot be deleted while Tasks are active. (Service: AmazonECS; Status Code: 400; Error Code: ClusterContainsTasksException; Request ID: 7F2D; Proxy: null)\'." (RequestToken: 1c2f, HandlerErrorCode: GeneralServiceException)';
}
