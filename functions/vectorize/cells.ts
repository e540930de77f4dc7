import { BadCsv } from './bad-csv.ts';

const NOT_UTF8 = /[\0\uFFFD]/;
const ZERO = '0'.charCodeAt(0);
const NUMBER = /^\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*$/;

/** What a column of a file is. */
export interface Column {
  readonly name: string;
  /** From 0. */
  readonly index: number;
}

/** Tells a decimal number from anything else that \`Number\` would take. */
export function isNumber(cell: string): boolean {
  return NUMBER.test(cell);
}

/** Reads a number. Throws `BadCsv`. */
export function numberIn(text: string, { name, index }: Column, line: number): number {
  const number = Number(text);
  // What begins with 1 to 9 is no blank and no 0x10, which `Number` would also take.
  const isPlain = text.charCodeAt(0) > ZERO || NUMBER.test(text);
  if (isPlain && Number.isFinite(number)) return number;
  const got = text.trim() === '' ? 'nothing' : show(text);
  throw new BadCsv({ line, column: index + 1 }, `"${name}" must hold a number, got ${got}`);
}

/** Throws `BadCsv` where a row has more or fewer values than there are names. */
export function requireWidth(cells: readonly string[], names: readonly string[], line: number): void {
  if (cells.length === names.length) return;
  const column = Math.min(cells.length, names.length) + 1;
  throw new BadCsv(
    { line, column },
    `expected ${names.length} values as in the first row, got ${cells.length}`,
  );
}

/** Throws `BadCsv`. What is not UTF-8 was decoded to U+FFFD; in UTF-16 every other byte of plain text is zero. */
export function requireUtf8(cells: readonly string[], line: number): void {
  const index = cells.findIndex(cell => NOT_UTF8.test(cell));
  if (index === -1) return;
  const problem = `${show(cells[index] as string)} is not UTF-8: save the file in that encoding`;
  throw new BadCsv({ line, column: index + 1 }, problem);
}

function show(text: string): string {
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);
}
