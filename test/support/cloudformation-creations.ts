import type { StackRequest } from '../../scripts/aws/cloudformation.ts';
import { effectiveParameters, findStack, newStack, refused } from './cloudformation-account.ts';
import type { World } from './cloudformation-events.ts';
import { runChange } from './cloudformation-operations.ts';

/**
 * Creates a stack without a change set, and answers its ARN: no early validation, and a missing export fails the stack and
 * not the call. What fails is deleted (`OnFailure: DELETE`).
 */
export function createStack(world: World, request: StackRequest, token: string): string {
  const { stackName, templateBody, tags, roleArn } = request;
  if (findStack(world.account, stackName) !== undefined)
    throw refused(`Stack [${stackName}] already exists`, 'AlreadyExistsException');
  const { parameters, seen } = effectiveParameters(request, new Map());
  const stack = newStack(stackName, { id: world.nextId(), now: world.clock.now() });
  Object.assign(stack, { templateBody, parameters, tags, roleArn });
  world.account.stacks.push(stack);
  void runChange(world, stack, {
    kind: 'CREATE',
    token,
    seen,
    onFailure: 'DELETE',
    commit: () => {
      stack.seen = seen;
    },
  });
  return stack.id;
}
