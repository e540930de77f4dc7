import { expect } from 'chai';
import fc from 'fast-check';
import { escapeTime } from '../../../functions/render/escape.ts';

describe('escapeTime', () => {
  const coordinate = fc.double({ min: -2, max: 2, noNaN: true });

  it('knows points that stay', () => {
    for (const [re, im] of [
      [0, 0],
      [-1, 0],
      [0.25, 0],
      [-2, 0],
      [-0.12, 0.75],
    ] as const) {
      expect(escapeTime(re, im, 10_000), `${re} + ${im}i`).to.equal(undefined);
    }
  });

  it('lets no point stay that the plain definition lets go, and no other go', () => {
    let [stayed, left] = [0, 0];
    fc.assert(
      fc.property(coordinate, coordinate, (re, im) => {
        const time = escapeTime(re, im, 300);
        const plain = plainEscape(re, im, 300);
        expect(time === undefined).to.equal(plain === undefined);
        if (time === undefined) stayed += 1;
        else left += 1;
      }),
      { numRuns: 500 },
    );
    expect(Math.min(stayed, left)).to.be.greaterThan(5);
  });

  it('is smooth: twice the distance between two points is about twice the difference', () => {
    const at = (offset: number) => escapeTime(0.3 + offset, 0.6, 1_000) ?? Number.NaN;
    const [near, far] = [at(1e-7) - at(0), at(2e-7) - at(0)];
    expect(near).not.to.equal(0);
    expect(far / near).to.be.closeTo(2, 0.01);
  });

  it('is the same above and below the real axis', () => {
    fc.assert(
      fc.property(coordinate, coordinate, (re, im) => {
        expect(escapeTime(re, im, 200)).to.equal(escapeTime(re, -im, 200));
      }),
    );
  });
});

/** The step at which |z| passes 256, by complex arithmetic without a shortcut. */
function plainEscape(re: number, im: number, iterations: number): number | undefined {
  let [x, y] = [0, 0];
  for (let step = 1; step <= iterations; step += 1) {
    [x, y] = [x * x - y * y + re, 2 * x * y + im];
    if (Math.hypot(x, y) > 256) return step;
  }
  return undefined;
}
