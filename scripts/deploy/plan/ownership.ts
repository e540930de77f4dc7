import type { StackState } from '../../aws/cloudformation.ts';
import { CloudpoolError } from '../../errors.ts';
import type { OpenContext } from '../context.ts';
import { type DesiredStack, ENVIRONMENT_TAG } from './desired-stack.ts';

/**
 * Says whose a stack was that is taken over; `undefined` when it is ours.
 *
 * @throws CloudpoolError for a stack of the same name that this environment did not deploy and shall not adopt
 */
export function claim(
  key: string,
  { adopt, graph }: Pick<OpenContext, 'adopt' | 'graph'>,
  { desired, standing }: { readonly desired: DesiredStack; readonly standing: StackState },
): string | undefined {
  const owner = standing.tags.get(ENVIRONMENT_TAG);
  const wanted = desired.tags.get(ENVIRONMENT_TAG);
  if (owner === wanted) return undefined;
  const whose = owner === undefined ? 'somebody else (it has no tag of ours)' : `environment ${owner}`;
  if (adopt?.has(key)) return `adopted: it belonged to ${whose}`;
  throw new CloudpoolError(`${standing.name} belongs to ${whose}, not to ${wanted}.`, {
    code: 'FOREIGN_STACK',
    hint: `Give this environment another prefix, or take the stack over: npx cloudpool deploy -e ${graph.environment.reference} --adopt ${key}`,
  });
}
