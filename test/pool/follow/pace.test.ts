import { expect } from 'chai';
import { createExpectation } from '../../../scripts/pool/follow/expectation.ts';
import { createPace } from '../../../scripts/pool/follow/pace.ts';

describe('createPace', () => {
  it('grows from 0.1 s to a ceiling while nothing is found, and begins anew with news', () => {
    const pace = createPace();
    const looks = (count: number, openPages: number) =>
      Array.from({ length: count }, () => Math.round(pace.next({ news: false, openPages })));
    expect(pace.next({ news: true, openPages: 1 })).to.equal(100);
    expect(looks(7, 1)).to.deep.equal([150, 225, 338, 506, 759, 1_000, 1_000]);
    expect(looks(9, 1_000).at(-1)).to.equal(15_000);
    expect(pace.next({ news: true, openPages: 1_000 })).to.equal(100);
  });

  it('looks when the next result should be there, neither at once nor after the ceiling', () => {
    const pace = createPace();
    const next = (expected: number) => pace.next({ news: true, openPages: 1, expected });
    expect([next(400), next(3), next(60_000)]).to.deep.equal([410, 50, 1_000]);
  });
});

describe('createExpectation', () => {
  it('knows nothing before the first result', () => {
    expect(createExpectation().next(0)).to.equal(undefined);
  });

  it('expects of each worker another chunk as long as its last', () => {
    const expectation = createExpectation();
    expectation.saw({ startedAt: 1_000, endedAt: 1_400 }, 1_450);
    expectation.saw({ startedAt: 900, endedAt: 1_420 }, 1_460);
    // Seen 40 ms after its end at best: the ends 1,800 and 1,940 are seen at 1,840 and 1,980.
    expect(expectation.next(1_460)).to.equal(380);
    expect(expectation.next(1_840)).to.equal(140);
    expect(expectation.next(1_980)).to.equal(undefined);
  });

  it('does not trust the clocks of workers', () => {
    const expectation = createExpectation();
    const ahead = 3_600_000;
    expectation.saw({ startedAt: ahead, endedAt: ahead + 200 }, 230);
    expect(expectation.next(230)).to.equal(200);
    // A clock that was set back while the chunk ran.
    expectation.saw({ startedAt: ahead + 900, endedAt: ahead + 400 }, 430);
    expect(expectation.next(431)).to.equal(undefined);
  });
});
