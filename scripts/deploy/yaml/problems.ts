import { closest, distance } from 'fastest-levenshtein';
import { type Position, type Problem, ProblemsError } from '../../errors.ts';

/** Collects what is wrong, so that a reader sees all of it at once. */
export type Problems = Problem[];

/** Finds the candidate that a misspelled name most likely means, or nothing when none is near. */
export function nearest(name: string, candidates: Iterable<string>): string | undefined {
  const names = [...candidates];
  if (names.length === 0) return undefined;
  const best = closest(name, names);
  return distance(name.toLowerCase(), best.toLowerCase()) <= slips(name.length) ? best : undefined;
}

/** Words the hint for an unknown name: the near one, else all there are. */
export function suggest(name: string, candidates: Iterable<string>): string {
  const names = [...candidates];
  const near = nearest(name, names);
  if (near !== undefined) return `Did you mean ${near}?`;
  if (names.length === 0) return 'There are none.';
  const shown = names.slice(0, 12).join(', ');
  return `There ${names.length === 1 ? 'is' : 'are'} ${shown}${names.length > 12 ? ', …' : ''}.`;
}

// A single letter is near everything; a long name may hold several slips.
function slips(length: number): number {
  if (length < 4) return length < 2 ? 0 : 1;
  return Math.max(2, Math.floor(length / 3));
}

/** Throws every problem found, ordered by file and line; returns when there is none. */
export function refuse(problems: Problems, what: string): void {
  if (problems.length > 0) throw new ProblemsError(inOrder(problems), what);
}

/** Orders problems by file, line and column, and drops exact repetitions. */
export function inOrder(problems: readonly Problem[]): readonly Problem[] {
  const unique = new Map(problems.map(problem => [JSON.stringify(problem), problem]));
  return [...unique.values()].sort((a, b) => comparePositions(a.at, b.at));
}

function comparePositions(a: Position | undefined, b: Position | undefined): number {
  if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
  return compareText(a.file, b.file) || a.line - b.line || a.column - b.column;
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
