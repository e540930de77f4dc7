import type { History } from '../support/sim-history.ts';
import { closedAtWork } from './closings.ts';
import { INVARIANTS } from './invariants.ts';
import { type Evidence, PROMISES } from './outcomes.ts';
import { resentWithoutNeed } from './resends.ts';
import type { Scenario } from './scenario.ts';

export interface Verdict {
  readonly history: History;
  readonly scenario: Scenario;
  readonly end: 'ended' | 'stuck' | 'endless';
  /** Messages of chunks that nobody has deleted. */
  readonly left: readonly string[];
}

/** Lists every broken promise. */
export function judge({ history, scenario, end, left }: Verdict): string[] {
  const evidence: Evidence = { history, scenario };
  return [
    ...INVARIANTS.flatMap(({ id, broken }) => label(id, broken(history))),
    ...PROMISES.flatMap(({ id, broken }) => label(id, broken(evidence))),
    ...label(
      'a finished chunk is never sent again, and running work is never doubled',
      resentWithoutNeed(history),
    ),
    ...label('nobody closes what another message is at work on', closedAtWork(history)),
    ...(end === 'ended' ? [] : [`every run ends: this one is ${end}, with ${left.length} messages left`]),
  ];
}

function label(id: string, problems: Iterable<string>): string[] {
  return [...problems].map(problem => `${id}: ${problem}`);
}
