/**
 * Means and co-moments of columns, one row after another (Welford 1962; for pairs of columns Chan, Golub and LeVeque
 * 1983). It never holds a row, and large means do not eat up small variances.
 */
export class ColumnSums {
  rows = 0;
  readonly columns: number;
  readonly mean: Float64Array;
  /** Lower triangle: sums of products of the distances from the means. */
  readonly #products: Float64Array;
  readonly #distance: Float64Array;

  constructor(columns: number) {
    this.columns = columns;
    this.mean = new Float64Array(columns);
    this.#products = new Float64Array(columns * columns);
    this.#distance = new Float64Array(columns);
  }

  add(row: Float64Array): void {
    const { columns, mean } = this;
    const [distance, products] = [this.#distance, this.#products];
    this.rows++;
    for (let i = 0; i < columns; i++) {
      const before = at(row, i) - at(mean, i);
      distance[i] = before;
      mean[i] = at(mean, i) + before / this.rows;
      for (let j = 0; j <= i; j++) {
        const place = i * columns + j;
        products[place] = at(products, place) + before * (at(row, j) - at(mean, j));
      }
    }
  }

  /** Of a sample. Needs two rows. */
  covariance(): number[][] {
    const product = (i: number, j: number) =>
      at(this.#products, Math.max(i, j) * this.columns + Math.min(i, j));
    const indices = Array.from({ length: this.columns }, (_, index) => index);
    return indices.map(i => indices.map(j => product(i, j) / (this.rows - 1)));
  }

  /** Standard deviations of a sample. */
  deviation(): Float64Array {
    return this.mean.map((_, i) => Math.sqrt(at(this.#products, i * (this.columns + 1)) / (this.rows - 1)));
  }
}

/** The loops never leave the array. */
function at(values: Float64Array, index: number): number {
  return values[index] as number;
}
