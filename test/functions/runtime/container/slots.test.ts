import { expect } from 'chai';
import { planSlots, workerSize } from '../../../../functions/runtime/container/slots.ts';

describe('planSlots', () => {
  const size = (processors: number, memoryMb?: number, slots?: number) => ({ processors, memoryMb, slots });

  it('gives one chunk all processors where tasks compute', () => {
    expect(planSlots({ kind: 'cpu' }, size(4, 8_192))).to.deep.equal({
      slots: 1,
      threads: 4,
      memoryMb: 8_192,
    });
  });

  it('gives each processor a chunk of its own where tasks wait', () => {
    expect(planSlots({ kind: 'io' }, size(4))).to.deep.equal({ slots: 4, threads: 1, memoryMb: undefined });
    expect(planSlots({ kind: 'io' }, size(0.25, 512))).to.include({ slots: 1, memoryMb: 512 });
  });

  it('opens no slot without a heap worth the name, and never more heap than there is', () => {
    for (const memoryMb of [256, 512, 1_024, 30_720]) {
      const plan = planSlots({ kind: 'io' }, size(16, memoryMb));
      const heap = Number(plan.memoryMb) - 160;
      expect(heap, `${memoryMb} MB`).to.be.at.least(96);
      expect(plan.slots * heap + 160, `${memoryMb} MB`).to.be.at.most(memoryMb);
    }
    expect(planSlots({ kind: 'io' }, size(16, 512)).slots).to.equal(3);
  });

  it('follows the user', () => {
    expect(planSlots({ kind: 'io' }, size(2, undefined, 8))).to.include({ slots: 8, threads: 1 });
    expect(planSlots({ kind: 'cpu' }, size(8, undefined, 2))).to.include({ slots: 2, threads: 4 });
  });
});

describe('workerSize', () => {
  it('reads what the task definition gives', () => {
    const got = workerSize({ CLOUDPOOL_CPU: '512', CLOUDPOOL_MEMORY: '1024', CLOUDPOOL_SLOTS: '3' });
    expect(got).to.deep.equal({ processors: 0.5, memoryMb: 1_024, slots: 3 });
  });

  it('follows the machine otherwise', () => {
    const { processors, ...rest } = workerSize({});
    expect(processors).to.be.at.least(1);
    expect(rest).to.deep.equal({ memoryMb: undefined, slots: undefined });
  });

  it('refuses what is no number', () => {
    for (const text of ['x', '-1', '0', 'Infinity']) {
      expect(() => workerSize({ CLOUDPOOL_SLOTS: text })).to.throw(RangeError, 'CLOUDPOOL_SLOTS');
    }
  });
});
