import { brokenExport, type MemoryStack, missingImport, refused } from './cloudformation-account.ts';
import { event, own, type World } from './cloudformation-events.ts';
import type { SeenResource, SeenTemplate } from './cloudformation-template.ts';

/** What an operation shall bring about. */
export interface Change {
  readonly kind: 'CREATE' | 'UPDATE';
  readonly token: string;
  readonly seen: SeenTemplate;
  readonly onFailure: 'DELETE' | 'ROLLBACK';
  /** Makes the change visible. */
  readonly commit: () => void;
}

/** Runs a creation or an update, as CloudFormation does. Resolves when it is over. */
export function runChange(world: World, stack: MemoryStack, change: Change): Promise<void> {
  const { kind, token } = change;
  own(world, stack, `${kind}_IN_PROGRESS`, token, 'User Initiated');
  stack.operation = change;
  return Promise.race([work(world, stack, change), cancellation(stack)]).then(async end => {
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
  const inside =
    resource.type === 'AWS::CloudFormation::Stack'
      ? await world.nested.change(stack, resource, { kind, token })
      : await clock.sleep(script.seconds(stack.name, resource.logicalId) * 1000);
  const reason = inside ?? script.failures.get(`${stack.name}/${resource.logicalId}`);
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

function differs(stack: MemoryStack, { logicalId, fingerprint }: SeenResource): boolean {
  return (
    stack.seen?.resources.find(resource => resource.logicalId === logicalId)?.fingerprint !== fingerprint
  );
}
