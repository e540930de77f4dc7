import { expect } from 'chai';
import { containerHour } from '../../scripts/estimate/container-price.ts';
import {
  type BillBounds,
  type ContainerBounds,
  type FunctionBounds,
  largestBill,
} from '../../scripts/estimate/largest-bill.ts';

const functions: FunctionBounds = {
  timeoutSeconds: 900,
  memoryMb: 1_024,
  architecture: 'arm64',
  concurrency: 100,
};
const bounds: BillBounds = {
  tasks: 1_000_000,
  chunks: 8_000,
  inputBytes: 2 ** 30,
  lifetimeSeconds: 3 * 24 * 3_600,
  taskTimeoutSeconds: 30,
  functions,
};
const containers: readonly ContainerBounds[] = [
  {
    size: { vcpu: 1, memoryGb: 2, architecture: 'arm64', spot: true, publicAddress: true },
    most: 4,
    idleSeconds: 60,
  },
];

describe('largestBill', () => {
  it('is bounded by workers and deadline for a large run', () => {
    const compute = 100 * (3 * 24 * 3_600 + 30) * 0.0000133334;
    const bill = largestBill(bounds);
    expect(bill).to.be.at.least(compute);
    expect(bill).to.be.at.most(compute * 10);
  });

  it('is bounded by the losses of its chunks for a small run', () => {
    const small = { ...functions, memoryMb: 256 };
    const bill = largestBill({ ...bounds, tasks: 1, chunks: 1, inputBytes: 10, functions: small });
    expect(bill).to.be.closeTo((89 * 900 * 0.0000133334) / 4, 0.01);
  });

  it('grows with memory and shrinks with the deadline', () => {
    const doubled = { ...functions, memoryMb: 2_048 };
    expect(largestBill({ ...bounds, functions: doubled })).to.be.greaterThan(largestBill(bounds));
    expect(largestBill({ ...bounds, lifetimeSeconds: 60 })).to.be.lessThan(largestBill(bounds));
  });

  it('keeps every container of a fleet busy until the deadline', () => {
    const hour = containerHour((containers[0] as ContainerBounds).size);
    const few = { ...bounds, tasks: 8, chunks: 8, inputBytes: 10, functions: undefined, containers };
    const bill = largestBill(few);
    expect(bill).to.be.at.least(4 * 72 * hour);
    expect(bill).to.be.at.most(4 * 72 * hour + 1);
    const one = largestBill({ ...few, tasks: 1, chunks: 1 });
    expect(one, 'one chunk needs one container').to.be.closeTo(72 * hour, 0.1);
  });

  it('adds functions and containers up where both work', () => {
    const both = largestBill({ ...bounds, containers });
    expect(both).to.be.greaterThan(largestBill(bounds));
    expect(both).to.be.greaterThan(largestBill({ ...bounds, functions: undefined, containers }));
  });
});
