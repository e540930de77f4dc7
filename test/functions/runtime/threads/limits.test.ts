import { expect } from 'chai';
import fc from 'fast-check';
import { heapLimits, processorsFor, withinProcessors } from '../../../../functions/runtime/threads/limits.ts';

describe('processorsFor', () => {
  it('follows what Lambda gives', () => {
    const expected = { 128: 1, 1769: 1, 3538: 2, 10240: 6 };
    for (const [memory, processors] of Object.entries(expected)) {
      expect(processorsFor(Number(memory)), `${memory} MB`).to.equal(processors);
    }
  });

  it('asks the machine where there is no limit', () => {
    expect(processorsFor(undefined)).to.be.at.least(1);
  });
});

describe('withinProcessors', () => {
  const description = { concurrency: 50, timeoutSeconds: 1, tries: 1 };

  it('caps tasks that compute', () => {
    expect(withinProcessors({ ...description, kind: 'cpu' }, 10_240).concurrency).to.equal(6);
    expect(withinProcessors({ ...description, kind: 'cpu', concurrency: 2 }, 10_240).concurrency).to.equal(2);
  });

  it('leaves tasks that wait as they are', () => {
    expect(withinProcessors({ ...description, kind: 'io' }, 128).concurrency).to.equal(50);
  });
});

describe('heapLimits', () => {
  it('leaves memory for the supervisor, whatever the threads', () => {
    const memory = fc.integer({ min: 128, max: 10_240 });
    fc.assert(
      fc.property(memory, memoryMb => {
        const threads = processorsFor(memoryMb);
        const { maxOldGenerationSizeMb = 0, maxYoungGenerationSizeMb = 0 } = heapLimits(memoryMb, threads);
        const heaps = threads * (maxOldGenerationSizeMb + maxYoungGenerationSizeMb);
        expect(memoryMb - heaps).to.be.at.least(Math.min(memoryMb / 2, 160) - threads);
        expect(maxOldGenerationSizeMb).to.be.at.least(48);
      }),
    );
  });

  it('sets none where there is no limit', () => {
    expect(heapLimits(undefined, 1)).to.deep.equal({});
  });
});
