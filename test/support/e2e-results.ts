import { readFileSync } from 'node:fs';
import { expect } from 'chai';

/** One line of results. */
export interface ResultLine {
  readonly task: number;
  readonly ok: boolean;
  readonly value?: unknown;
  readonly error?: { readonly name: string; readonly message: string };
  readonly attempts: number;
}

/** Reads results, and proves that each task stands there exactly once, in the order of the input. */
export function readResults(file: string, tasks: number): readonly ResultLine[] {
  return parseResults(readFileSync(file, 'utf8'), tasks);
}

/** The same for a text. */
export function parseResults(text: string, tasks: number): readonly ResultLine[] {
  expect(text.endsWith('\n'), 'the last line is whole').to.equal(true);
  const results = text
    .slice(0, -1)
    .split('\n')
    .map(line => JSON.parse(line) as ResultLine);
  expect(results.map(({ task }) => task)).to.deep.equal(Array.from({ length: tasks }, (_, task) => task));
  return results;
}

/** Writes tasks as the lines of an input. */
export function inputOf(tasks: readonly unknown[]): string {
  return tasks.map(task => `${JSON.stringify(task)}\n`).join('');
}

/** Parses what a command printed with `--json`: every line has to be one object. */
export function parseEvents(text: string): readonly Readonly<Record<string, unknown>>[] {
  return text
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line) as Readonly<Record<string, unknown>>);
}
