import { CloudpoolError, type Problem, ProblemsError } from '../../errors.ts';

/** Makes one error of all that keeps stacks from being planned, so that a reader sees every reason at once. */
export function planRefusal(reasons: readonly unknown[]): unknown {
  const told = reasons.filter(reason => reason instanceof CloudpoolError);
  const different = [...new Map(told.map(error => [error.message, error])).values()];
  const interruption = told.find(({ exitCode }) => exitCode === 130);
  if (interruption !== undefined) return interruption;
  if (different.length < 2 || told.length < reasons.length) return reasons[0];
  return new ProblemsError(different.flatMap(problemsOf), 'the plan');
}

function problemsOf(error: CloudpoolError): readonly Problem[] {
  const { code, message, hint } = error;
  return error instanceof ProblemsError ? error.problems : [{ code, message, hint }];
}

/** The values of what was tried; what went wrong is thrown as one. */
export function allPlanned<Value>(results: readonly PromiseSettledResult<Value>[]): readonly Value[] {
  const reasons = results.flatMap(result => (result.status === 'rejected' ? [result.reason as unknown] : []));
  if (reasons.length > 0) throw planRefusal(reasons);
  return results.flatMap(result => (result.status === 'fulfilled' ? [result.value] : []));
}
