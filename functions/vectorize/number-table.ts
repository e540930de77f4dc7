import { BadCsv } from './bad-csv.ts';
import { type Column, isNumber, numberIn, requireUtf8, requireWidth } from './cells.ts';
import { ColumnSums } from './column-sums.ts';

/** Every pair of columns has its sum: 256 columns are 32,896 of them, and a result of some megabytes. */
const MOST_COLUMNS = 256;

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
      const isHeader = !cells.every(isNumber);
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
    this.#columns = columns.filter(({ index }) => isNumber(cells[index] as string));
    const { length } = this.#columns;
    if (length === 0) throw new BadCsv({ line, column: 1 }, noNumbers(names));
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

function noNumbers(names: readonly string[]): string {
  if (names.length > 1) return `none of the ${names.length} columns holds a number`;
  const rule = /[;\t]/.test(names[0] ?? '') ? ': values are separated by commas' : '';
  return `the only column, ${JSON.stringify(names[0])}, holds no number${rule}`;
}
