import type { Clock } from '../../functions/runtime/protocol/ports.ts';
import type { ValidationFailure } from '../../scripts/aws/cloudformation.ts';
import {
  brokenExport,
  type MemoryAccount,
  type MemoryStack,
  missingImport,
  refused,
} from './cloudformation-account.ts';
import type { SeenResource, SeenTemplate } from './cloudformation-template.ts';

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
  /** Tells whether a bucket holds anything: CloudFormation deletes only empty ones. */
  isFull: (bucket: string) => boolean;
}

export interface World {
  readonly clock: Clock;
  readonly account: MemoryAccount;
  readonly script: Script;
  nextId(): string;
}

/** What an operation shall bring about. */
export interface Change {
  readonly kind: 'CREATE' | 'UPDATE';
  readonly token: string;
  readonly seen: SeenTemplate;
  readonly onFailure: 'DELETE' | 'ROLLBACK';
  /** Makes the change visible. */
  readonly commit: () => void;
}

/** Runs a creation or an update in the background, as CloudFormation does. */
export function runChange(world: World, stack: MemoryStack, change: Change): void {
  const { kind, token } = change;
  own(world, stack, `${kind}_IN_PROGRESS`, token, 'User Initiated');
  stack.operation = change;
  void Promise.race([work(world, stack, change), cancellation(stack)]).then(async end => {
    if (stack.operation !== change) return;
    stack.cancel = undefined;
    if (typeof end === 'object') await rollBackUpdate(world, stack, end.cancelledBy, 'User Initiated');
    else if (end !== undefined) await rollBack(world, stack, change, end);
    else {
      change.commit();
      own(world, stack, `${kind}_COMPLETE`, token);
    }
  });
}

function cancellation(stack: MemoryStack): Promise<{ readonly cancelledBy: string }> {
  return new Promise(resolve => {
    stack.cancel = token => resolve({ cancelledBy: token });
  });
}

/** Cancels an update: it is rolled back under the token of the cancellation. */
export function cancelUpdate(stack: MemoryStack, token: string): void {
  if (stack.status !== 'UPDATE_IN_PROGRESS' || stack.cancel === undefined)
    throw refused('CancelUpdateStack cannot be called from current stack status');
  stack.cancel(token);
}

/** Runs a deletion in the background. */
export function runDeletion(world: World, stack: MemoryStack, token: string): void {
  if (stack.status === 'DELETE_IN_PROGRESS') return;
  if (/^(UPDATE|IMPORT|ROLLBACK).*_IN_PROGRESS$/.test(stack.status))
    throw refused(`Stack [${stack.name}] cannot be deleted while in status ${stack.status}`);
  own(world, stack, 'DELETE_IN_PROGRESS', token, 'User Initiated');
  stack.operation = {};
  void remove(world, stack, token);
}

async function work(
  world: World,
  stack: MemoryStack,
  { kind, token, seen }: Change,
): Promise<string | undefined> {
  const missing = missingImport(world.account, seen);
  if (missing !== undefined) return missing;
  const broken = kind === 'UPDATE' ? brokenExport(world.account, stack, seen) : undefined;
  if (broken !== undefined) return broken;
  const changed = seen.resources.filter(resource => differs(stack, resource));
  for (const resource of changed) event(world, stack, resource, `${kind}_IN_PROGRESS`, token);
  const ends = await Promise.all(changed.map(resource => finish(world, stack, resource, kind, token)));
  return ends.find(end => end !== undefined);
}

/** The first failure cancels those that still work, as CloudFormation reports it. */
async function finish(
  { clock, script, ...world }: World,
  stack: MemoryStack,
  resource: SeenResource,
  kind: string,
  token: string,
): Promise<string | undefined> {
  await clock.sleep(script.seconds(stack.name, resource.logicalId) * 1000);
  const reason = script.failures.get(`${stack.name}/${resource.logicalId}`);
  const cancelled = stack.events.some(
    ({ token: other, status }) => other === token && status.endsWith('_FAILED'),
  );
  const verb = kind === 'CREATE' ? 'creation' : 'update';
  const failure = cancelled ? `Resource ${verb} cancelled` : reason;
  event(
    { clock, script, ...world },
    stack,
    resource,
    failure === undefined ? `${kind}_COMPLETE` : `${kind}_FAILED`,
    token,
    failure,
  );
  return failure;
}

async function rollBack(world: World, stack: MemoryStack, change: Change, reason: string): Promise<void> {
  const { kind, token, onFailure } = change;
  if (kind === 'UPDATE') await rollBackUpdate(world, stack, token, reason);
  else if (onFailure === 'DELETE') {
    own(world, stack, 'CREATE_FAILED', token, reason);
    await world.clock.sleep(200);
    own(world, stack, 'DELETE_IN_PROGRESS', token);
    await world.clock.sleep(1_000);
    own(world, stack, 'DELETE_COMPLETE', token);
  } else {
    own(world, stack, 'ROLLBACK_IN_PROGRESS', token, reason);
    await world.clock.sleep(1_000);
    own(world, stack, 'ROLLBACK_COMPLETE', token);
  }
}

/** Rolls an update back; what `rollbackFailures` names cannot be. */
export async function rollBackUpdate(
  world: World,
  stack: MemoryStack,
  token: string,
  reason?: string,
): Promise<void> {
  own(world, stack, 'UPDATE_ROLLBACK_IN_PROGRESS', token, reason);
  await world.clock.sleep(1_000);
  const failed = (stack.seen?.resources ?? []).filter(resource => {
    const why = world.script.rollbackFailures.get(`${stack.name}/${resource.logicalId}`);
    if (why !== undefined) event(world, stack, resource, 'UPDATE_FAILED', token, why);
    return why !== undefined;
  });
  own(world, stack, failed.length > 0 ? 'UPDATE_ROLLBACK_FAILED' : 'UPDATE_ROLLBACK_COMPLETE', token);
}

async function remove(world: World, stack: MemoryStack, token: string): Promise<void> {
  const broken = brokenExport(world.account, stack, undefined);
  if (broken !== undefined) return own(world, stack, 'DELETE_FAILED', token, broken);
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
    script.failures.get(`${stack.name}/${resource.logicalId}`) ?? fullBucket(world, stack, resource);
  const status = reason === undefined ? 'DELETE_COMPLETE' : 'DELETE_FAILED';
  stack.deletions.set(resource.logicalId, status);
  event(world, stack, resource, status, token, reason);
  return reason;
}

function fullBucket(
  { script }: World,
  stack: MemoryStack,
  { logicalId, type }: SeenResource,
): string | undefined {
  if (type !== 'AWS::S3::Bucket' || !script.isFull(physicalId(stack, logicalId))) return undefined;
  return 'Resource handler returned message: "The bucket you tried to delete is not empty (Service: S3, Status Code: 409, Request ID: 7F2D)" (RequestToken: 1c2f, HandlerErrorCode: GeneralServiceException)';
}

function differs(stack: MemoryStack, { logicalId, fingerprint }: SeenResource): boolean {
  return (
    stack.seen?.resources.find(resource => resource.logicalId === logicalId)?.fingerprint !== fingerprint
  );
}

function own(world: World, stack: MemoryStack, status: string, token: string, reason?: string): void {
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

function event(
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

/** The physical id of a resource of the fake. */
export function physicalId(stack: Pick<MemoryStack, 'name'>, logicalId: string): string {
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
