/** What every error of Cloudpool's own carries besides its message. */
export interface ErrorDetails {
  /** Stable, UPPER_SNAKE: programs match on it, never on the message. */
  readonly code: string;
  /** What to do next, one sentence. */
  readonly hint?: string | undefined;
  readonly cause?: unknown;
  /** 1 = the work failed, 2 = wrong usage or configuration, 130 = interrupted or detached. Default 1. */
  readonly exitCode?: 1 | 2 | 130;
}

/**
 * The one base error. `message` names the thing, what was expected and what was got.
 * The entry point turns it into a few lines and an exit code; it never shows a stack trace for one.
 */
export class CloudpoolError extends Error {
  override readonly name: string = 'CloudpoolError';
  readonly code: string;
  readonly hint: string | undefined;
  readonly exitCode: 1 | 2 | 130;

  constructor(message: string, details: ErrorDetails) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = details.code;
    this.hint = details.hint;
    this.exitCode = details.exitCode ?? 1;
  }
}

/** A place in a file: `line` and `column` count from 1. */
export interface Position {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** One thing wrong with the input. */
export interface Problem {
  /** Stable, UPPER_SNAKE. */
  readonly code: string;
  /** What is wrong: what was expected and what was got. */
  readonly message: string;
  readonly hint?: string | undefined;
  readonly at?: Position | undefined;
}

/** Bad input, all problems at once: a usage error (exit 2). */
export class ProblemsError extends CloudpoolError {
  override readonly name = 'ProblemsError';
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[], what = 'the configuration') {
    const count = `${problems.length} problem${problems.length === 1 ? '' : 's'}`;
    super(`${count} in ${what}`, { code: 'PROBLEMS', exitCode: 2 });
    this.problems = problems;
  }
}

/** Writes a position as editors and terminals link it: `file:line:column`. */
export function formatPosition(at: Position): string {
  return `${at.file}:${at.line}:${at.column}`;
}

/** Narrows what a `catch` got. */
export function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}
