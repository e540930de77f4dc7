import { expect } from 'chai';
import fc from 'fast-check';
import { backoffMs, retryAfterMs } from '../../../functions/prices/backoff.ts';

describe('retryAfterMs', () => {
  const now = Date.parse('2026-11-22T12:00:00Z');

  it('reads seconds', () => {
    expect(retryAfterMs('3', now)).to.equal(3_000);
    expect(retryAfterMs(' 0 ', now)).to.equal(0);
  });

  it('reads an HTTP date', () => {
    expect(retryAfterMs('Sun, 22 Nov 2026 12:00:05 GMT', now)).to.equal(5_000);
  });

  it('does not wait for a date that is over', () => {
    expect(retryAfterMs('Sun, 22 Nov 2026 11:00:00 GMT', now)).to.equal(0);
  });

  it('ignores what is absent or makes no sense', () => {
    for (const header of [null, '', 'soon']) expect(retryAfterMs(header, now)).to.equal(undefined);
  });
});

describe('backoffMs', () => {
  it('stays between 125 ms and 8 s, whatever the failures', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 10_000 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (failures, x) => {
          expect(backoffMs(failures, () => x)).to.be.within(125, 8_000);
        },
      ),
    );
  });
});
