import { expect } from 'chai';
import { type BillBounds, largestBill } from '../../scripts/estimate/largest-bill.ts';

const bounds: BillBounds = {
  tasks: 1_000_000,
  chunks: 8_000,
  inputBytes: 2 ** 30,
  lifetimeSeconds: 3 * 24 * 3_600,
  taskTimeoutSeconds: 30,
  functionTimeoutSeconds: 900,
  memoryMb: 1_024,
  architecture: 'arm64',
  concurrency: 100,
};

describe('largestBill', () => {
  it('is bounded by workers and deadline for a large run', () => {
    const compute = 100 * (3 * 24 * 3_600 + 30) * 0.0000133334;
    const bill = largestBill(bounds);
    expect(bill).to.be.at.least(compute);
    expect(bill).to.be.at.most(compute * 10);
  });

  it('is bounded by the losses of its chunks for a small run', () => {
    const bill = largestBill({ ...bounds, tasks: 1, chunks: 1, inputBytes: 10, memoryMb: 256 });
    expect(bill).to.be.closeTo((89 * 900 * 0.0000133334) / 4, 0.01);
  });

  it('grows with memory and shrinks with the deadline', () => {
    expect(largestBill({ ...bounds, memoryMb: 2_048 })).to.be.greaterThan(largestBill(bounds));
    expect(largestBill({ ...bounds, lifetimeSeconds: 60 })).to.be.lessThan(largestBill(bounds));
  });
});
