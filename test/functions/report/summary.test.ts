import { expect } from 'chai';
import fc from 'fast-check';
import { Summary } from '../../../functions/report/summary.ts';

const sumOf = (values: readonly number[]) => {
  const summary = new Summary();
  for (const value of values) summary.add(value);
  return summary;
};
const numbers = fc.tuple(
  fc.constantFrom(0, 1e9),
  fc.array(fc.double({ min: -1e3, max: 1e3, noNaN: true }), { minLength: 2, maxLength: 50 }),
);

describe('Summary', () => {
  it('finds count, mean, least, largest and deviation', () => {
    expect(sumOf([2, 4, 9]).figures()).to.deep.equal({
      count: 3,
      mean: 5,
      min: 2,
      max: 9,
      deviation: Math.sqrt(13),
    });
    expect(sumOf([7]).figures()).to.deep.equal({ count: 1, mean: 7, min: 7, max: 7, deviation: null });
  });

  it('agrees with the sums in two passes, also far from zero', () => {
    fc.assert(
      fc.property(numbers, ([base, values]) => {
        const all = values.map(value => base + value);
        const mean = all.reduce((sum, value) => sum + value, 0) / all.length;
        const squares = all.reduce((sum, value) => sum + (value - mean) ** 2, 0);
        const { deviation } = sumOf(all).figures();
        expect(deviation).to.be.closeTo(Math.sqrt(squares / (all.length - 1)), 1e-3);
      }),
    );
  });

  it('comes to the same however the values are parted', () => {
    fc.assert(
      fc.property(numbers, fc.nat(50), ([base, values], at) => {
        const all = values.map(value => base + value);
        const merged = sumOf(all.slice(0, at));
        merged.merge(sumOf(all.slice(at)));
        const [one, other] = [merged.figures(), sumOf(all).figures()];
        expect([one.count, one.min, one.max]).to.deep.equal([other.count, other.min, other.max]);
        expect(one.mean).to.be.closeTo(other.mean, 1e-5);
        expect(one.deviation).to.be.closeTo(other.deviation ?? 0, 1e-3);
      }),
    );
  });
});
