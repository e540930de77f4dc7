import type { Clock } from '../../../functions/runtime/protocol/ports.ts';
import type { AgentEvent } from './events.ts';
import type { AgentProblem } from './health.ts';

const MOST = 10;

/** Remembers the last problems, each thing's latest only: one that fails every minute shall not hide the others. */
export function createProblemList(clock: Clock): {
  readonly note: (event: AgentEvent) => void;
  readonly list: () => readonly AgentProblem[];
} {
  let problems: readonly AgentProblem[] = [];
  return {
    note: event => {
      if (event.type !== 'problem') return;
      const { about, message } = event;
      const others = problems.filter(problem => problem.about !== about);
      problems = [...others, { at: clock.now(), about, message }].slice(-MOST);
    },
    list: () => problems,
  };
}
