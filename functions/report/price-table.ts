import { BadCsv } from '../vectorize/bad-csv.ts';
import { type Column, isNumber, numberIn, requireUtf8, requireWidth } from '../vectorize/cells.ts';
import { Groups, MOST_GROUPS } from './groups.ts';
import { Summary } from './summary.ts';

/** The group of a file that has no column of groups. */
export const ALL = '*';

/**
 * Takes a file of prices row by row: the first row names the columns. A column whose first value is a number holds numbers
 * in every row that has a value; the others are left out. Throws `BadCsv`.
 */
export class PriceTable {
  readonly groups = new Groups();
  rows = 0;
  readonly #by: string;
  #names: readonly string[] | undefined;
  #group = -1;
  #columns: readonly Column[] = [];
  /** By the column's index; `undefined`: it had no value yet. */
  readonly #kinds: ('numbers' | 'other' | undefined)[] = [];

  constructor(by: string) {
    this.#by = by;
  }

  /** `line`: where the row ends. */
  take(cells: readonly string[], line: number): void {
    requireUtf8(cells, line);
    if (this.#names === undefined) {
      this.#begin(cells, line);
      return;
    }
    requireWidth(cells, this.#names, line);
    this.rows++;
    const sums = this.groups.of(this.#nameOf(cells, line));
    if (this.groups.size > MOST_GROUPS) throw tooMany(this.#by, { line, column: this.#group + 1 });
    for (const column of this.#columns) this.#add(sums, column, cells[column.index] as string, line);
  }

  /** Throws `BadCsv` for a file without a row of names. */
  end(): void {
    if (this.#names === undefined) throw new BadCsv({ line: 1, column: 1 }, 'the file is empty');
  }

  #begin(cells: readonly string[], line: number): void {
    if (cells.every(isNumber)) throw new BadCsv({ line, column: 1 }, 'the first row must name the columns');
    this.#names = cells.map(cell => cell.trim());
    this.#group = this.#names.indexOf(this.#by);
    this.#columns = this.#names
      .map((name, index) => ({ name, index }))
      .filter(({ index }) => index !== this.#group);
  }

  #nameOf(cells: readonly string[], line: number): string {
    if (this.#group === -1) return ALL;
    const name = (cells[this.#group] as string).trim();
    if (name !== '') return name;
    throw new BadCsv({ line, column: this.#group + 1 }, `"${this.#by}" must name a group, got nothing`);
  }

  #add(sums: Map<string, Summary>, column: Column, text: string, line: number): void {
    if (text.trim() === '') return; // a gap is no value, and no zero
    this.#kinds[column.index] ??= isNumber(text) ? 'numbers' : 'other';
    if (this.#kinds[column.index] === 'other') return;
    const summary = sums.get(column.name) ?? new Summary();
    summary.add(numberIn(text, column, line));
    sums.set(column.name, summary);
  }
}

function tooMany(by: string, place: { readonly line: number; readonly column: number }): BadCsv {
  return new BadCsv(place, `"${by}" names more than ${MOST_GROUPS} groups`);
}
