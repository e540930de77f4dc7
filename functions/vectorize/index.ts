import { task } from '../runtime/index.ts';
import { readNotice } from './object-notice.ts';
import { openObject } from './open-object.ts';
import { type PrincipalComponent, principalComponents } from './principal-components.ts';
import { sumColumns } from './sum-columns.ts';

/** What became of one CSV object. */
export interface Vectorized {
  /** What was read: which object, and what stands in it. */
  readonly manifest: {
    readonly version: 1;
    readonly source: {
      readonly bucket: string;
      readonly key: string;
      readonly etag: string;
      readonly size: number;
    };
    readonly rows: number;
    /** The columns of numbers, in the order of all the figures below. */
    readonly columns: readonly string[];
    /** Columns that hold something else. */
    readonly skipped: readonly string[];
  };
  /** With `deviation` it standardises a column: (value - mean) / deviation. */
  readonly mean: readonly number[];
  /** Of a sample: divided by n - 1. */
  readonly deviation: readonly number[];
  readonly covariance: readonly (readonly number[])[];
  /** Of the standardised columns, the largest share of the variance first. */
  readonly components: readonly PrincipalComponent[];
}

/**
 * Standardises the columns of a CSV object and finds their covariance and principal components. It reads the object once
 * and keeps running sums only, so that the memory does not depend on the number of rows.
 * `{"bucket":"…","key":"incoming/csv/a.csv","etag":"…","size":1234}`, as the trigger sends it.
 */
export const handler = task(
  async (input: unknown, ctx): Promise<Vectorized> => {
    const source = readNotice(input);
    const { columns, skipped, sums } = await sumColumns(await openObject(source, ctx.signal));
    ctx.log(`${source.key}: ${sums.rows} rows of ${columns.length} columns`);
    return {
      manifest: { version: 1, source, rows: sums.rows, columns, skipped },
      mean: [...sums.mean],
      deviation: [...sums.deviation()],
      covariance: sums.covariance(),
      components: principalComponents(sums),
    };
  },
  { kind: 'cpu', concurrency: 1, timeout: 240, tries: 2 },
);
