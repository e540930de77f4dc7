import { type Problem, ProblemsError } from '../../errors.ts';
import type { OpenContext } from '../context.ts';
import { findImports } from '../graph/imports.ts';
import type { PlannedStack } from '../plan.ts';
import { evaluate } from '../values/evaluate.ts';
import { textOfValue } from '../values/values.ts';
import { stackNode } from './selection.ts';

/**
 * Proves that the exports of other people which the changing stacks import are there: CloudFormation says so only when
 * it comes to the stack.
 *
 * @throws ProblemsError that names each one, with its line
 */
export async function requireExternalExports(
  { graph, gateways }: OpenContext,
  stacks: readonly PlannedStack[],
): Promise<void> {
  const external = new Set(graph.environment.external);
  if (external.size === 0) return;
  const imports = stacks
    .filter(({ action }) => action !== 'unchanged' && action !== 'settings')
    .flatMap(({ key }) => externalImports(stackNode(graph, key), external));
  if (imports.length === 0) return;
  const standing = await gateways.cloudFormation.exportNames();
  const problems = imports
    .filter(({ name }) => !standing.has(name))
    .map(
      ({ name, at }): Problem => ({
        code: 'MISSING_EXPORT',
        message: `nobody exports ${name} in ${graph.environment.region}`,
        hint: 'It stands under `external:`. Deploy the stack that exports it first.',
        at,
      }),
    );
  if (problems.length > 0) throw new ProblemsError(problems, 'the plan');
}

function externalImports(node: ReturnType<typeof stackNode>, external: ReadonlySet<string>) {
  return findImports(node).flatMap(({ kind, argument, at, may }) => {
    if (kind !== 'strong' || may !== undefined) return [];
    const name = textOfValue(evaluate(argument, node.scope), 'the name of an import');
    return typeof name === 'string' && external.has(name) ? [{ name, at }] : [];
  });
}
