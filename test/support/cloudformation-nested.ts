import { type MemoryStack, newStack } from './cloudformation-account.ts';
import { removeStack } from './cloudformation-deletions.ts';
import { type NestedStacks, own, type World } from './cloudformation-events.ts';
import { runChange } from './cloudformation-operations.ts';
import { type SeenResource, seeTemplate } from './cloudformation-template.ts';

/** Stacks inside of stacks: each with events of its own, and told to the one around it as one resource. */
export function createNestedStacks(world: () => World): NestedStacks {
  return {
    change: async (parent, resource, { kind, token }) => {
      const body = world().script.nestedTemplates.get(resource.templateUrl ?? '');
      if (body === undefined) return 'S3 error: The specified key does not exist.';
      const isNew = !parent.nested.has(resource.logicalId);
      const stack = parent.nested.get(resource.logicalId) ?? open(world(), parent, resource);
      const seen = seeTemplate(body, stack.name, new Map());
      stack.templateBody = body;
      await runChange(world(), stack, {
        kind: isNew ? 'CREATE' : 'UPDATE',
        token,
        seen,
        onFailure: 'ROLLBACK',
        commit: () => {
          stack.seen = seen;
        },
      });
      if (/^(CREATE|UPDATE)_COMPLETE$/.test(stack.status)) return undefined;
      return failure(stack, kind === 'CREATE' ? 'create' : 'update');
    },
    remove: async (parent, { logicalId }, token) => {
      const stack = parent.nested.get(logicalId);
      if (stack === undefined) return undefined;
      own(world(), stack, 'DELETE_IN_PROGRESS', token);
      await removeStack(world(), stack, token);
      return stack.status === 'DELETE_COMPLETE' ? undefined : failure(stack, 'delete');
    },
  };
}

/** Named as CloudFormation names them. */
function open(world: World, parent: MemoryStack, { logicalId }: SeenResource): MemoryStack {
  const id = world.nextId();
  const stack = newStack(`${parent.name}-${logicalId}-${id}`, { id, now: world.clock.now() });
  world.account.stacks.push(stack);
  parent.nested.set(logicalId, stack);
  return stack;
}

/** CloudFormation's own words, which name resources and no reason. */
function failure({ id, name, events }: MemoryStack, verb: string): string {
  const failed = events
    .filter(({ status, logicalId }) => status.endsWith('_FAILED') && logicalId !== name)
    .map(({ logicalId }) => logicalId);
  const resources = [...new Set(failed)].join(', ');
  return `Embedded stack ${id} was not successfully ${verb}d: The following resource(s) failed to ${verb}: [${resources}].`;
}
