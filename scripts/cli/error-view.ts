import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import {
  asError,
  CloudpoolError,
  formatPosition,
  type Position,
  type Problem,
  ProblemsError,
} from '../errors.ts';
import { clip, wrap } from './format.ts';
import type { Style } from './style.ts';

export interface ErrorViewOptions {
  readonly style: Style;
  readonly width: number;
  /** With the stack trace and the causes. */
  readonly debug: boolean;
  /** What relative file names in positions start from. */
  readonly root: string;
}

/** Turns whatever was thrown into the lines that a user reads. */
export function renderError(thrown: unknown, options: ErrorViewOptions): string[] {
  const error = asError(thrown);
  return [...summary(error, options), ...(options.debug ? trace(error, options) : [])];
}

function summary(error: Error, options: ErrorViewOptions): string[] {
  const { style } = options;
  if (error instanceof ProblemsError) return renderProblems(error, options);
  if (error instanceof CloudpoolError) {
    // Who leaves a run on purpose has made no error.
    const label = error.exitCode === 130 ? '' : `${style.bad('error:')} `;
    return [`${label}${error.message}`, ...hintLines(error.hint, options)];
  }
  const again = options.debug
    ? []
    : [style.dim('  This is a defect: run again with --debug and report what it prints.')];
  return [`${style.bad('unexpected error:')} ${clip(`${error.name}: ${error.message}`, 300)}`, ...again];
}

function renderProblems(error: ProblemsError, options: ErrorViewOptions): string[] {
  const lines = error.problems.flatMap(problem => [...renderProblem(problem, options), '']);
  return [...lines, `${options.style.bad('error:')} ${error.message}`];
}

function renderProblem({ at, message, hint }: Problem, options: ErrorViewOptions): string[] {
  const { style } = options;
  const place = at === undefined ? '' : `${style.bold(formatPosition(at))}: `;
  return [`${place}${message}`, ...(at === undefined ? [] : frame(at, options)), ...hintLines(hint, options)];
}

/** Draws the line of a position with a caret below its column, or nothing where the file cannot be read. */
function frame(at: Position, { root, style, width }: ErrorViewOptions): string[] {
  const line = readLine(resolve(root, at.file), at.line);
  if (line === undefined) return [];
  const gutter = `  ${at.line} | `;
  const room = Math.max(20, width - gutter.length);
  const start = Math.max(0, at.column - 1 - Math.floor(room / 2));
  const shown = clip(line.slice(start).replaceAll('\t', ' '), room);
  const caret = ' '.repeat(gutter.length + Math.max(0, at.column - 1 - start));
  return [`${style.dim(gutter)}${shown}`, `${caret}${style.bad('^')}`];
}

function readLine(file: string, line: number): string | undefined {
  try {
    return readFileSync(file, 'utf8').split(/\r?\n/)[line - 1];
  } catch {
    return undefined;
  }
}

function hintLines(hint: string | undefined, { style, width }: ErrorViewOptions): string[] {
  return hint === undefined ? [] : wrap(hint, Math.max(40, width - 2)).map(line => style.dim(`  ${line}`));
}

function trace(error: Error, { style }: ErrorViewOptions): string[] {
  const lines: string[] = [];
  for (let current: unknown = error; current !== undefined; current = asError(current).cause) {
    lines.push(...(asError(current).stack ?? String(current)).split('\n'));
    if (lines.length > 200) break;
  }
  return lines.map(line => style.dim(line));
}
