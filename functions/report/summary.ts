/** What the values of a column come to. */
export interface Figures {
  readonly count: number;
  readonly mean: number;
  readonly min: number;
  readonly max: number;
  /** Standard deviation of a sample; `null` for a single value, which has none. */
  readonly deviation: number | null;
}

/**
 * Adds values up, one after another, without holding them (Welford 1962), and takes the sums of others in (Chan, Golub and
 * LeVeque 1983). Large means do not eat up small deviations.
 */
export class Summary {
  #count = 0;
  #mean = 0;
  /** Sum of the squared distances from the mean. */
  #squares = 0;
  #min = Number.POSITIVE_INFINITY;
  #max = Number.NEGATIVE_INFINITY;

  add(value: number): void {
    const before = value - this.#mean;
    this.#count++;
    this.#mean += before / this.#count;
    this.#squares += before * (value - this.#mean);
    if (value < this.#min) this.#min = value;
    if (value > this.#max) this.#max = value;
  }

  /** Takes in what another one has added up. */
  merge(other: Summary): void {
    const count = this.#count + other.#count;
    if (count === 0) return;
    const between = other.#mean - this.#mean;
    this.#squares += other.#squares + (between * between * this.#count * other.#count) / count;
    this.#mean += (between * other.#count) / count;
    this.#count = count;
    this.#min = Math.min(this.#min, other.#min);
    this.#max = Math.max(this.#max, other.#max);
  }

  /** At least one value must have been added. */
  figures(): Figures {
    const { sqrt } = Math;
    return {
      count: this.#count,
      mean: this.#mean,
      min: this.#min,
      max: this.#max,
      deviation: this.#count < 2 ? null : sqrt(this.#squares / (this.#count - 1)),
    };
  }
}
