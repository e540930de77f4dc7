import { expect } from 'chai';
import { progressText } from '../../../scripts/cli/render/run-lines.ts';

describe('progressText', () => {
  const counts = { tasks: 589, done: 342, chunks: 37, chunksDone: 20 };

  it('says how many failed', () => {
    expect(progressText({ ...counts, failed: 3 })).to.equal('342 of 589 tasks, 3 failed, 20 of 37 chunks');
  });

  it('promises nothing of failures that are not known yet', () => {
    expect(progressText({ ...counts, failed: 0 })).to.equal('342 of 589 tasks, 20 of 37 chunks');
  });
});
