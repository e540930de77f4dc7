import { expect } from 'chai';
import { ColumnSums } from '../../../functions/vectorize/column-sums.ts';
import { principalComponents } from '../../../functions/vectorize/principal-components.ts';

function sumsOf(rows: readonly (readonly number[])[]): ColumnSums {
  const sums = new ColumnSums(rows[0]?.length ?? 0);
  for (const row of rows) sums.add(Float64Array.from(row));
  return sums;
}

describe('principalComponents', () => {
  it('finds the one direction of two columns that go together, whatever their scale', () => {
    const [first, second] = principalComponents(
      sumsOf([
        [1, 100],
        [2, 200],
        [3, 300],
        [4, 400],
      ]),
    );
    expect(first?.variance).to.be.closeTo(2, 1e-12);
    expect(first?.share).to.be.closeTo(1, 1e-12);
    for (const weight of first?.weights ?? []) expect(weight).to.be.closeTo(Math.SQRT1_2, 1e-12);
    expect(second?.variance).to.be.closeTo(0, 1e-12).and.to.be.at.least(0);
  });

  it('gives directions of length 1, at right angles, whose variances add up', () => {
    const rows = Array.from({ length: 50 }, (_, n) => [n, (n * n) % 17, (n * 7) % 11, Math.sin(n)]);
    const components = principalComponents(sumsOf(rows));
    const product = (a: readonly number[], b: readonly number[]) =>
      a.reduce((sum, x, at) => sum + x * (b[at] ?? 0), 0);
    for (const [i, one] of components.entries()) {
      for (const [j, other] of components.entries()) {
        expect(product(one.weights, other.weights)).to.be.closeTo(i === j ? 1 : 0, 1e-9);
      }
    }
    expect(components.reduce((sum, { variance }) => sum + variance, 0)).to.be.closeTo(4, 1e-9);
    expect(components.map(({ variance }) => variance)).to.deep.equal(
      components.map(({ variance }) => variance).toSorted((a, b) => b - a),
    );
  });

  it('leaves a constant column out of account', () => {
    const [first] = principalComponents(
      sumsOf([
        [1, 7],
        [2, 7],
        [3, 7],
      ]),
    );
    expect(first).to.deep.equal({ variance: 1, share: 1, weights: [1, 0] });
    expect(principalComponents(sumsOf([[7], [7]]))[0]).to.include({ variance: 0, share: 0 });
  });
});
