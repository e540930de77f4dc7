import type { AgentStatus } from '../../local/status.ts';
import { formatMoment } from '../format.ts';

/** Tells what the local agent does, and what went wrong lately; nothing where it does not run. */
export function agentLines({ containers, schedules, problems = [] }: AgentStatus): string[] {
  if (containers === undefined) return [];
  const works = `The agent runs ${count(containers, 'container')} and watches ${count(schedules ?? 0, 'schedule')}.`;
  return [
    works,
    ...problems.map(({ at, about, message }) => `note: ${formatMoment(at)} ${about}: ${message}`),
  ];
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}
