import type { StackState } from '../../aws/cloudformation.ts';
import { type Problem, ProblemsError } from '../../errors.ts';
import { ENVIRONMENT_TAG } from '../plan/desired-stack.ts';
import { isAbsent } from '../plan/stack-status.ts';
import type { Choice } from './selection.ts';

/**
 * Refuses everything that would stop a destroy half-way: protection, other people's stacks, exports that others import.
 *
 * @throws ProblemsError with all of it at once, before anything is deleted
 */
export function refuseUnsafe({ stacks, imports }: Choice, environment: string): void {
  const states = [...stacks].map(([key, { standing }]) => ({ key, standing }));
  const chosen = new Set(states.map(({ standing }) => standing.name));
  const problems = [
    ...states.flatMap(({ standing }) => protectionProblem(standing)),
    ...states.flatMap(({ standing }) => ownerProblem(standing, environment)),
    ...states.flatMap(({ key, standing }) => {
      const foreign = [...(imports.get(key) ?? [])].filter(name => !chosen.has(name));
      return importProblem(standing, foreign);
    }),
  ];
  if (problems.length > 0) throw new ProblemsError(problems, 'what would be destroyed');
}

function protectionProblem({ name, terminationProtection }: StackState): readonly Problem[] {
  if (!terminationProtection) return [];
  return [
    {
      code: 'PROTECTED_STACK',
      message: `${name} has termination protection.`,
      hint: 'Set `terminationProtection: false` in the environment file and deploy, then destroy.',
    },
  ];
}

function ownerProblem({ name, status, tags }: StackState, environment: string): readonly Problem[] {
  const owner = tags.get(ENVIRONMENT_TAG);
  if (owner === environment || isAbsent(status)) return [];
  return [
    {
      code: 'FOREIGN_STACK',
      message: `${name} belongs to ${owner ?? 'somebody else'}, not to ${environment}.`,
    },
  ];
}

function importProblem({ name }: StackState, importers: readonly string[]): readonly Problem[] {
  if (importers.length === 0) return [];
  return [
    {
      code: 'EXPORT_IN_USE',
      message: `${importers.join(', ')} still import${importers.length === 1 ? 's' : ''} from ${name}.`,
      hint: 'Delete them first, or take the import out of them.',
    },
  ];
}
