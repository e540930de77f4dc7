import type { StackState } from '../../aws/cloudformation.ts';
import type { StackNode } from '../graph/graph.ts';
import { hidesMore } from './capabilities.ts';

/**
 * Tells whether a new stack can be created at once, without a change set: it can only add, and each of its resources
 * stands in the template that was approved. What CloudFormation works out itself needs a change set, to be held against
 * the approval: a transform (also the loops that are written out here), a stack or module inside, a condition that is not
 * known offline. So does the shell of a stack, which CloudFormation does not create anew.
 */
export function isCreatedAtOnce(
  { template, scope }: Pick<StackNode, 'template' | 'scope'>,
  standing: Pick<StackState, 'status'> | undefined,
): boolean {
  if (standing?.status === 'REVIEW_IN_PROGRESS') return false;
  if (template.opaque || template.transforms.length > 0) return false;
  return [...template.resources.values()].every(
    ({ type, condition }) =>
      !hidesMore(type) && (condition === undefined || typeof scope.condition(condition) === 'boolean'),
  );
}
