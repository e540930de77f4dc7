import { expect } from 'chai';
import fc from 'fast-check';
import {
  type Claim,
  decodeGiveBack,
  encodeClaim,
  encodeGiveBack,
  type GiveBackReason,
  parseClaim,
} from '../../../../functions/runtime/protocol/claim.ts';
import { valueLine } from '../../../../functions/runtime/protocol/outcome.ts';

describe('parseClaim', () => {
  it('reads what encodeClaim wrote', () => {
    const claim: Claim = {
      token: 't',
      attempt: 2,
      messageId: 'm',
      receive: 3,
      worker: 'w',
      code: 'c',
      mode: 'normal',
      at: 5,
      ends: 6,
    };
    expect(parseClaim(encodeClaim(claim))).to.deep.equal(claim);
  });

  it('refuses a claim of another version', () => {
    expect(() => parseClaim('{"v":9}')).to.throw('protocol version 9');
  });
});

describe('decodeGiveBack', () => {
  it('reads what encodeGiveBack wrote', () => {
    const reasons = fc.constantFrom<GiveBackReason>('deadline', 'signal', 'again');
    const outcomes = fc.array(fc.tuple(fc.nat(), fc.json(), fc.nat()).map(one => valueLine(...one)));
    const tries = fc.array(fc.record({ task: fc.nat(), started: fc.nat(), failed: fc.nat() }));
    fc.assert(
      fc.property(reasons, outcomes, tries, (reason, gained, open) => {
        const end = { token: 't', attempt: 1, reason, at: 7, outcomes: gained, tries: open };
        expect(decodeGiveBack(encodeGiveBack(end))).to.deep.equal(end);
      }),
    );
  });
});
