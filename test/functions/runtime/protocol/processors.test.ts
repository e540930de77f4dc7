import { expect } from 'chai';
import { boughtProcessors, threadsFor } from '../../../../functions/runtime/protocol/processors.ts';

describe('boughtProcessors', () => {
  it('is what AWS publishes', () => {
    for (const [memory, processors] of [
      [512, 0.29],
      [1_769, 1],
      [3_538, 2],
      [10_240, 5.79],
    ] as const) {
      expect(boughtProcessors(memory), `${memory} MB`).to.be.closeTo(processors, 0.005);
    }
  });
});

describe('threadsFor', () => {
  it('gives each thread about a whole processor, and a small worker one thread', () => {
    const expected = { 128: 1, 1769: 1, 2048: 1, 3538: 2, 10240: 6 };
    for (const [memory, threads] of Object.entries(expected)) {
      expect(threadsFor(Number(memory)), `${memory} MB`).to.equal(threads);
    }
  });
});
