import type { StackState } from '../../aws/cloudformation.ts';
import { CloudpoolError } from '../../errors.ts';
import { type DesiredStack, ENVIRONMENT_TAG } from './desired-stack.ts';

/** Refuses a stack of the same name that this environment did not deploy. */
export function refuseForeignStack(desired: DesiredStack, standing: StackState): void {
  const owner = standing.tags.get(ENVIRONMENT_TAG);
  const wanted = desired.tags.get(ENVIRONMENT_TAG);
  if (owner === wanted) return;
  throw new CloudpoolError(
    `${standing.name} belongs to ${owner === undefined ? 'somebody else (it has no tag of ours)' : `environment ${owner}`}, not to ${wanted}.`,
    {
      code: 'FOREIGN_STACK',
      hint: 'Give this environment another prefix, or delete that stack yourself.',
    },
  );
}
