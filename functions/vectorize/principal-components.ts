import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import type { ColumnSums } from './column-sums.ts';

export interface PrincipalComponent {
  /** Along this direction; all of them add up to the number of columns that vary. */
  readonly variance: number;
  /** Of the whole variance, 0 to 1. */
  readonly share: number;
  /** One for each column, of length 1 together. The largest one is positive. */
  readonly weights: readonly number[];
}

/** The principal components of the standardised columns, the largest variance first. A constant column has no weight. */
export function principalComponents(sums: ColumnSums): PrincipalComponent[] {
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(correlations(sums), {
    assumeSymmetric: true,
  });
  // Rounding leaves something just below zero where there is no variance.
  const variances = realEigenvalues.map(value => Math.max(0, value));
  const whole = variances.reduce((sum, value) => sum + value, 0);
  return variances
    .map((variance, index) => ({
      variance,
      share: whole === 0 ? 0 : variance / whole,
      weights: pointed(eigenvectorMatrix.getColumn(index)),
    }))
    .toSorted((a, b) => b.variance - a.variance);
}

/** The covariance of the standardised columns. */
function correlations(sums: ColumnSums): Matrix {
  const deviation = sums.deviation();
  const scale = (i: number) => (deviation[i] ? 1 / deviation[i] : 0);
  return new Matrix(sums.covariance().map((row, i) => row.map((value, j) => value * scale(i) * scale(j))));
}

/** A direction and its opposite are the same component: one of them is chosen, always the same. */
function pointed(weights: readonly number[]): number[] {
  const largest = weights.reduce((most, weight) => (Math.abs(weight) > Math.abs(most) ? weight : most), 0);
  return weights.map(weight => (largest < 0 ? 0 - weight : weight));
}
