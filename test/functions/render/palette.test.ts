import { expect } from 'chai';
import fc from 'fast-check';
import { lightOf, screenValue } from '../../../functions/render/palette.ts';

describe('lightOf', () => {
  it('leaves the set itself black', () => {
    expect(lightOf(undefined)).to.deep.equal([0, 0, 0]);
  });

  it('has no jumps, and stays what a screen can show', () => {
    fc.assert(
      fc.property(fc.double({ min: 1, max: 100_000, noNaN: true }), time => {
        const [here, there] = [lightOf(time), lightOf(time * 1.0005)].map(light => light.map(screenValue));
        for (const [channel, value] of (here ?? []).entries()) {
          expect(value).to.be.within(0, 255);
          expect(Math.abs(value - (there?.[channel] ?? Number.NaN))).to.be.lessThan(12);
        }
      }),
    );
  });
});

describe('screenValue', () => {
  it('has the fixed points of sRGB', () => {
    expect([0, 0.2158605, 1].map(screenValue)).to.deep.equal([0, 128, 255]);
    expect([-1, 2].map(screenValue)).to.deep.equal([0, 255]);
  });
});
