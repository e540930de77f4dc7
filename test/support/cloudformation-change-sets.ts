import type { ChangeSetRequest } from '../../scripts/aws/cloudformation.ts';
import type { ChangeRow } from '../../scripts/deploy/events.ts';
import {
  effectiveParameters,
  findStack,
  type MemoryAccount,
  type MemoryChangeSet,
  type MemoryStack,
  missingImport,
  newStack,
  refused,
  requireStack,
} from './cloudformation-account.ts';
import type { World } from './cloudformation-events.ts';
import { runChange } from './cloudformation-operations.ts';
import type { SeenTemplate } from './cloudformation-template.ts';

/** Seconds until a change set is computed. */
const CHANGE_SET_SECONDS = 1;

/** Begins to compute a change set. */
export function createChangeSet(world: World, request: ChangeSetRequest): { id: string; stackId: string } {
  const stack =
    request.type === 'CREATE'
      ? shell(world, request.stackName)
      : requireStack(world.account, request.stackName);
  if (request.type === 'UPDATE') refuseUnlessStable(stack);
  const { parameters, seen } = effectiveParameters(request, stack.parameters);
  const id = `arn:aws:cloudformation:us-east-1:111122223333:changeSet/${request.changeSetName}/${world.nextId()}`;
  const reason =
    missingImport(world.account, seen) ??
    (world.script.validations.has(stack.name) ? INVALID : sameAs(stack, request, seen) ? NO_CHANGES : '');
  stack.changeSets.set(id, {
    request,
    parameters,
    seen,
    readyAt: world.clock.now() + CHANGE_SET_SECONDS * 1000,
    state: {
      id,
      stackId: stack.id,
      status: reason === '' ? 'CREATE_COMPLETE' : 'FAILED',
      executionStatus: reason === '' ? 'AVAILABLE' : 'UNAVAILABLE',
      createdAt: world.clock.now(),
      reason,
      rows: rowsBetween(world, stack, seen),
    },
  });
  return { id, stackId: stack.id };
}

const INVALID =
  'The following hook(s)/validation failed: [AWS::EarlyValidation::PropertyValidation]. To troubleshoot Early Validation errors, use the DescribeEvents API for detailed failure information.';
const NO_CHANGES =
  "The submitted information didn't contain changes. Submit different information to create a change set.";

function shell(world: World, name: string): MemoryStack {
  const standing = findStack(world.account, name);
  if (standing?.status === 'REVIEW_IN_PROGRESS') return standing;
  if (standing !== undefined)
    throw refused(`Stack [${name}] already exists and cannot be created again`, 'AlreadyExistsException');
  const stack = newStack(name, { id: world.nextId(), now: world.clock.now() });
  world.account.stacks.push(stack);
  return stack;
}

/** CloudFormation updates only what stands firm. */
function refuseUnlessStable({ name, status }: MemoryStack): void {
  if (/^(CREATE|UPDATE|IMPORT|UPDATE_ROLLBACK|IMPORT_ROLLBACK)_COMPLETE$|^UPDATE_FAILED$/.test(status))
    return;
  throw refused(`Stack:${name} is in ${status} state and can not be updated.`);
}

function sameAs(stack: MemoryStack, request: ChangeSetRequest, seen: SeenTemplate): boolean {
  const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);
  return (
    stack.seen !== undefined &&
    same(stack.seen.resources, seen.resources) &&
    same(stack.seen.outputs, seen.outputs) &&
    same([...stack.tags].sort(), [...request.tags].sort())
  );
}

function rowsBetween({ script }: World, stack: MemoryStack, after: SeenTemplate): readonly ChangeRow[] {
  const modify = (id: string) => (script.replaced.has(`${stack.name}/${id}`) ? 'Replace' : 'Modify');
  const old = new Map((stack.seen?.resources ?? []).map(resource => [resource.logicalId, resource]));
  const rows = after.resources.flatMap(({ logicalId, type, fingerprint }): ChangeRow[] => {
    const known = old.get(logicalId);
    old.delete(logicalId);
    if (known?.fingerprint === fingerprint) return [];
    return [{ action: known === undefined ? 'Add' : modify(logicalId), logicalId, type, details: [] }];
  });
  const gone = [...old.values()].map(
    ({ logicalId, type }): ChangeRow => ({ action: 'Remove', logicalId, type, details: [] }),
  );
  return [...rows, ...gone];
}

/** Finds a change set that still lives. */
export function findChangeSet(
  account: MemoryAccount,
  id: string,
): { stack: MemoryStack; changeSet: MemoryChangeSet } {
  for (const stack of account.stacks) {
    const changeSet = stack.changeSets.get(id);
    if (changeSet !== undefined) return { stack, changeSet };
  }
  throw refused(`ChangeSet [${id}] does not exist`, 'ChangeSetNotFoundException');
}

/** Executing one change set deletes all others of its stack. */
export function executeChangeSet(world: World, id: string, token: string): void {
  const { stack, changeSet } = findChangeSet(world.account, id);
  const { request, seen, parameters, state } = changeSet;
  if (
    state.executionStatus !== 'AVAILABLE' ||
    (stack.status.endsWith('_IN_PROGRESS') && stack.status !== 'REVIEW_IN_PROGRESS')
  ) {
    throw refused(`ChangeSet [${id}] cannot be executed in its current status`, 'InvalidChangeSetStatus');
  }
  stack.changeSets.clear();
  changeSet.state = { ...state, executionStatus: 'EXECUTE_IN_PROGRESS' };
  stack.changeSets.set(id, changeSet);
  const before = { templateBody: stack.templateBody, parameters: stack.parameters };
  if (request.type === 'CREATE')
    Object.assign(stack, { templateBody: request.templateBody, parameters, tags: request.tags });
  void runChange(world, stack, {
    kind: request.type,
    token,
    seen,
    onFailure: request.onStackFailure === 'DELETE' ? 'DELETE' : 'ROLLBACK',
    commit: () => {
      Object.assign(stack, before, {
        templateBody: request.templateBody,
        parameters,
        tags: request.tags,
        seen,
        roleArn: request.roleArn,
      });
      changeSet.state = { ...changeSet.state, executionStatus: 'EXECUTE_COMPLETE' };
    },
  });
}
