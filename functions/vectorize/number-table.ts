import { BadCsv } from './bad-csv.ts';
import { ColumnSums } from './column-sums.ts';

/** Every pair of columns has its sum: 256 columns are 32,896 of them, and a result of some megabytes. */
const MOST_COLUMNS = 256;
const NOT_UTF8 = /[\0\uFFFD]/;
const ZERO = '0'.charCodeAt(0);
const NUMBER = /^\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*$/;

/** What a column of the file is. */
interface Column {
  readonly name: string;
  /** From 0. */
  readonly index: number;
}

/** The columns of numbers in a file, and what they come to. */
export interface NumberColumns {
  readonly columns: readonly string[];
  readonly skipped: readonly string[];
  readonly sums: ColumnSums;
}

/**
 * Takes a file row by row. The first row names the columns, unless all of it is numbers. A column whose first value is a
 * number is one of numbers, in every row; the others are skipped. Throws `BadCsv`.
 */
export class NumberTable {
  #names: readonly string[] | undefined;
  #columns: readonly Column[] = [];
  #sums: ColumnSums | undefined;
  #row = new Float64Array();
  #line = 0;

  /** `line`: where the row ends. */
  take(cells: readonly string[], line: number): void {
    this.#line = line;
    requireUtf8(cells, line);
    if (this.#names === undefined) {
      const isHeader = !cells.every(cell => NUMBER.test(cell));
      this.#names = isHeader ? namesOf(cells) : cells.map((_, index) => `column ${index + 1}`);
      if (isHeader) return;
    }
    requireWidth(cells, this.#names, line);
    this.#sums ??= this.#begin(cells, this.#names, line);
    for (let place = 0; place < this.#columns.length; place++) {
      const column = this.#columns[place] as Column;
      this.#row[place] = numberIn(cells[column.index] as string, column, line);
    }
    this.#sums.add(this.#row);
  }

  end(): NumberColumns {
    if (this.#names === undefined) throw new BadCsv({ line: 1, column: 1 }, 'the file is empty');
    if (this.#sums === undefined || this.#sums.rows < 2) {
      const rows = this.#sums?.rows ?? 0;
      throw new BadCsv(
        { line: this.#line + 1, column: 1 },
        `two rows of numbers are needed, the file has ${rows}`,
      );
    }
    const indices = new Set(this.#columns.map(({ index }) => index));
    return {
      columns: this.#columns.map(({ name }) => name),
      skipped: this.#names.filter((_, index) => !indices.has(index)),
      sums: this.#sums,
    };
  }

  #begin(cells: readonly string[], names: readonly string[], line: number): ColumnSums {
    const columns = names.map((name, index) => ({ name, index }));
    this.#columns = columns.filter(({ index }) => NUMBER.test(cells[index] as string));
    const { length } = this.#columns;
    if (length === 0)
      throw new BadCsv({ line, column: 1 }, `none of the ${names.length} columns holds a number`);
    if (length > MOST_COLUMNS) {
      const column = (this.#columns[MOST_COLUMNS] as Column).index + 1;
      throw new BadCsv({ line, column }, `more than ${MOST_COLUMNS} columns of numbers`);
    }
    this.#row = new Float64Array(length);
    return new ColumnSums(length);
  }
}

function namesOf(cells: readonly string[]): string[] {
  return cells.map(cell => cell.trim());
}

function numberIn(text: string, { name, index }: Column, line: number): number {
  const number = Number(text);
  // What begins with 1 to 9 is no blank and no 0x10, which `Number` would also take.
  const isPlain = text.charCodeAt(0) > ZERO || NUMBER.test(text);
  if (isPlain && Number.isFinite(number)) return number;
  const got = text.trim() === '' ? 'nothing' : show(text);
  throw new BadCsv({ line, column: index + 1 }, `"${name}" must hold a number, got ${got}`);
}

function requireWidth(cells: readonly string[], names: readonly string[], line: number): void {
  if (cells.length === names.length) return;
  const column = Math.min(cells.length, names.length) + 1;
  throw new BadCsv(
    { line, column },
    `expected ${names.length} values as in the first row, got ${cells.length}`,
  );
}

/** What is not UTF-8 was decoded to U+FFFD; in UTF-16 every other byte of plain text is zero. */
function requireUtf8(cells: readonly string[], line: number): void {
  const index = cells.findIndex(cell => NOT_UTF8.test(cell));
  if (index === -1) return;
  const problem = `${show(cells[index] as string)} is not UTF-8: save the file in that encoding`;
  throw new BadCsv({ line, column: index + 1 }, problem);
}

function show(text: string): string {
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);
}
