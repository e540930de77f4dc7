import { PermanentError } from '../runtime/index.ts';

/** A place in a CSV file: lines and columns count from 1. */
export interface Cell {
  readonly line: number;
  readonly column: number;
}

/** The file cannot be worked on. Another try would only repeat it. */
export class BadCsv extends PermanentError {
  override readonly name = 'BadCsv';

  constructor({ line, column }: Cell, problem: string, cause?: unknown) {
    super(`line ${line}, column ${column}: ${problem}`, { cause });
  }
}
