import { expect } from 'chai';
import fc from 'fast-check';
import { cheapest, taskCosts } from '../../../scripts/cli/probe/task-cost.ts';
import { measurementOf } from './measurements.ts';

const GB_SECOND = 0.0000133334;

describe('taskCosts', () => {
  it('is the published arithmetic where a size gets what it buys', () => {
    const sizes = [512, 1769, 3538];
    const [small, whole, two] = taskCosts(
      sizes.map(size => measurementOf(size)),
      { taskSeconds: 2 },
    );
    expect(small?.seconds).to.be.closeTo(2 * (1769 / 512), 1e-9);
    expect(whole?.seconds).to.be.closeTo(2, 1e-9);
    expect(two?.seconds, 'two threads, one task each').to.be.closeTo(2, 1e-9);
    for (const cost of [small, whole, two]) {
      expect(cost?.dollars).to.be.closeTo(2 * (1769 / 1024) * GB_SECOND, 1e-12);
    }
  });

  it('costs less for more processor, whatever the size', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 128, max: 10_240 }),
        // Up to half a processor is more than the threads can use: a loss of that alone costs nothing.
        fc.double({ min: 0.05, max: 0.6, noNaN: true }),
        (size, part) => {
          const bought = size / 1769;
          const full = measurementOf(size, { processors: bought });
          const less = measurementOf(size, { processors: bought * part });
          const [good, bad] = taskCosts([full, less], { taskSeconds: 1 });
          expect(bad?.dollars).to.be.greaterThan(good?.dollars ?? Number.NaN);
        },
      ),
    );
  });
});

describe('cheapest', () => {
  it('takes the fastest of the sizes that cost the same', () => {
    const costs = taskCosts(
      [512, 1769].map(size => measurementOf(size)),
      { taskSeconds: 1 },
    );
    expect(cheapest(costs)?.memoryMb).to.equal(1769);
  });

  it('takes the smallest where speed is the same too', () => {
    const costs = taskCosts(
      [3538, 1769].map(size => measurementOf(size)),
      { taskSeconds: 1 },
    );
    expect(cheapest(costs)?.memoryMb).to.equal(1769);
  });

  it('prefers a size that gets more than it buys', () => {
    const sizes = [measurementOf(512, { processors: 0.6 }), measurementOf(1769)];
    expect(cheapest(taskCosts(sizes, { taskSeconds: 1 }))?.memoryMb).to.equal(512);
  });
});
