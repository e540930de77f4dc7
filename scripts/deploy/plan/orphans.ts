import type { OpenContext } from '../context.ts';
import { ENVIRONMENT_TAG } from './desired-stack.ts';
import { readTogether } from './standing.ts';

/**
 * Names the stacks that this environment once deployed and whose file names them no more: nobody updates them, and they
 * cost money. It is a courtesy: who may not list stacks gets none.
 */
export async function findOrphans({ graph, gateways }: OpenContext): Promise<readonly string[]> {
  const { name, prefix, stacks, leftOut } = graph.environment;
  const known = new Set([
    ...[...stacks.values()].map(({ stackName }) => stackName),
    ...[...leftOut.keys()].map(key => `${prefix}-${key}`),
  ]);
  const listed = await gateways.cloudFormation.stackNames().catch(() => []);
  const strangers = listed.filter(stack => stack.startsWith(`${prefix}-`) && !known.has(stack));
  const states = await readTogether(strangers, stack =>
    gateways.cloudFormation.describeStack(stack).catch(() => undefined),
  );
  return states.flatMap(state => (state?.tags.get(ENVIRONMENT_TAG) === name ? state.name : [])).toSorted();
}
