import { type Figures, Summary } from './summary.ts';

/** More are no groups: the column that names them is the wrong one. */
export const MOST_GROUPS = 20_000;

/** Sums per group and column. */
export class Groups {
  readonly #groups = new Map<string, Map<string, Summary>>();

  get size(): number {
    return this.#groups.size;
  }

  /** The sums of a group, by column. */
  of(group: string): Map<string, Summary> {
    const known = this.#groups.get(group);
    if (known !== undefined) return known;
    const columns = new Map<string, Summary>();
    this.#groups.set(group, columns);
    return columns;
  }

  /** Takes in what another one has added up. */
  merge(other: Groups): void {
    for (const [group, columns] of other.#groups) {
      const own = this.of(group);
      for (const [column, sums] of columns) {
        const summary = own.get(column) ?? new Summary();
        summary.merge(sums);
        own.set(column, summary);
      }
    }
  }

  /** In the order of the names, so that equal sums are written alike. */
  figures(): Readonly<Record<string, Readonly<Record<string, Figures>>>> {
    return fromSorted(this.#groups, columns => fromSorted(columns, summary => summary.figures()));
  }
}

function fromSorted<From, To>(
  map: ReadonlyMap<string, From>,
  write: (value: From) => To,
): Record<string, To> {
  const names = [...map.keys()].sort();
  return Object.fromEntries(names.map(name => [name, write(map.get(name) as From)]));
}
