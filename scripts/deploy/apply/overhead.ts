import type { OpenContext } from '../context.ts';
import type { StackPlan } from '../events.ts';
import { criticalPath } from './critical-path.ts';
import type { StackResult } from './results.ts';

/**
 * Reports how long it took beside CloudFormation's own critical path. `planned` is in the order in which stacks could
 * start; `began` is shifted by the time that the question took, which is nobody's overhead.
 */
export function reportOverhead(
  { report, clock }: OpenContext,
  planned: readonly StackPlan[],
  results: ReadonlyMap<string, StackResult>,
  began: number,
): void {
  const spans = new Map(
    [...results].flatMap(([key, { span }]) => (span === undefined ? [] : [[key, span] as const])),
  );
  const after = new Map(planned.map(({ key, after }) => [key, after]));
  const critical = criticalPath([...after.keys()], key => after.get(key) ?? [], spans) / 1000;
  const wall = (clock.now() - began) / 1000;
  report({
    type: 'apply-ended',
    at: clock.now(),
    wallSeconds: wall,
    criticalSeconds: critical,
    overheadSeconds: Math.max(0, wall - critical),
  });
}
