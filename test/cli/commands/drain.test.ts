import { expect } from 'chai';
import { drainLine } from '../../../scripts/cli/commands/drain.ts';

const none = { closed: 0, failed: 0, finished: 0, busy: 0, unknown: 0 };

describe('drainLine', () => {
  it('says what became of the letters', () => {
    expect(drainLine(none)).to.equal('There are no dead letters.');
    expect(drainLine({ ...none, closed: 3, failed: 5, finished: 1 })).to.equal(
      '4 dead letters are closed: 5 tasks ended with an error.',
    );
    expect(drainLine({ ...none, closed: 1, failed: 1, busy: 1, unknown: 2 })).to.equal(
      '1 dead letter is closed: 1 task ended with an error. 1 of chunks that somebody works on. 2 that nobody understands, and that expire after 14 days.',
    );
    expect(drainLine({ ...none, unknown: 1 })).to.include('0 dead letters are closed. 1 that nobody');
  });
});
