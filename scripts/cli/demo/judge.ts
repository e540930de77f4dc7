import { formatCount } from '../format.ts';
import type { DemoCounts } from './count-results.ts';

/** Daily rows of AAPL, FB, GOOG, IBM and MSFT in the recorded data, 2000-03 to 2013-03. */
export const EXPECTED_ROWS = 12_154;

export interface Expectation {
  readonly tasks: number;
  readonly rows: number;
  /** Numbers of the tasks that ask for tickers which do not exist. */
  readonly unknown: readonly number[];
}

/** Names everything in which the results differ from what the demo promises. Empty: it kept its word. */
export function judgeResults(counts: DemoCounts, { tasks, rows, unknown }: Expectation): string[] {
  const numbers = Array.from({ length: tasks }, (_, task) => task);
  const missing = numbers.filter(task => !counts.seen.has(task));
  const doubled = numbers.filter(task => (counts.seen.get(task) ?? 0) > 1);
  const strange = [...counts.seen.keys()].filter(task => task < 0 || task >= tasks);
  const failed = counts.failures.map(({ task }) => task);
  const surprises = counts.failures.filter(({ task }) => !unknown.includes(task));
  const found = unknown.filter(task => !failed.includes(task));
  return [
    ...list('have no result', missing),
    ...list('have more than one result', doubled),
    ...list('were never sent', strange),
    ...surprises.map(({ task, error }) => `Task ${task} failed: ${error.name}: ${error.message}`),
    ...list('ask for unknown tickers and did not fail', found),
    ...(counts.rows === rows
      ? []
      : [`${formatCount(counts.rows)} rows came back, not ${formatCount(rows)}.`]),
  ];
}

function list(what: string, tasks: readonly number[]): string[] {
  if (tasks.length === 0) return [];
  const shown = tasks.slice(0, 10).join(', ');
  return [`Tasks ${shown}${tasks.length > 10 ? ` and ${tasks.length - 10} more` : ''} ${what}.`];
}
