import { expect } from 'chai';
import fc from 'fast-check';
import { CellList, MAX_CHUNK_BYTES } from '../../../scripts/pool/submit/cell-list.ts';
import { type ChunkSizing, cellRoom, chunkSize, cutChunks } from '../../../scripts/pool/submit/cut-chunks.ts';

const MIB = 1024 * 1024;

function cut(lengths: Iterable<number>, sizing: ChunkSizing, room = cellRoom(sizing.concurrency)) {
  const cells = new CellList({ room, maxCellTasks: sizing.chunk });
  for (const length of lengths) cells.add(length);
  return { cells, starts: cutChunks(cells, sizing) };
}

function countsOf(starts: readonly { first: number }[]): number[] {
  return starts.slice(1).map(({ first }, at) => first - (starts[at]?.first ?? 0));
}

describe('cutChunks', () => {
  it('cuts contiguous, complete chunks within the limits, in any room', () => {
    const size = fc.oneof(
      { weight: 9, arbitrary: fc.integer({ min: 2, max: 99 }) },
      fc.integer({ min: 2, max: MAX_CHUNK_BYTES }),
    );
    let joined = 0;
    fc.assert(
      fc.property(
        fc.array(size, { minLength: 1, maxLength: 300, size: 'max' }),
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 4, max: 64 }),
        (lengths, k, concurrency, room) => {
          const { cells, starts } = cut(lengths, { k, concurrency }, room);
          if (cells.cells < lengths.length) joined += 1;
          const offsets = [0];
          for (const length of lengths) offsets.push((offsets.at(-1) ?? 0) + length);
          expect(starts[0]).to.deep.equal({ offset: 0, first: 0 });
          expect(starts.at(-1)).to.deep.equal({ offset: offsets.at(-1), first: lengths.length });
          for (const [at, start] of starts.entries()) {
            expect(start.offset).to.equal(offsets[start.first]);
            const before = starts[at - 1];
            if (!before) continue;
            expect(start.first).to.be.greaterThan(before.first);
            expect(start.offset - before.offset).to.be.at.most(MAX_CHUNK_BYTES);
          }
        },
      ),
    );
    expect(joined, 'runs in which cells were joined').to.be.greaterThan(0);
  });

  it('gives every chunk N / (8 C) tasks, rounded up to whole windows of k', () => {
    expect(chunkSize(1, { k: 10, concurrency: 16 })).to.equal(10);
    expect(chunkSize(1_280, { k: 10, concurrency: 16 })).to.equal(10);
    expect(chunkSize(1_281, { k: 10, concurrency: 16 })).to.equal(20);
    expect(chunkSize(10_000, { k: 10, concurrency: 16 })).to.equal(80);
    const { starts } = cut(Array(1_000).fill(10), { k: 3, concurrency: 10 });
    expect(new Set(countsOf(starts).slice(0, -1))).to.deep.equal(new Set([15]));
  });

  it('obeys a number of tasks a chunk, however many tasks there are', () => {
    const { starts } = cut(Array(100_000).fill(10), { k: 10, concurrency: 1, chunk: 1 }, 1_024);
    expect(countsOf(starts).every(count => count === 1)).to.equal(true);
  });

  it('cuts before a chunk passes 4 MiB', () => {
    const { starts } = cut([3 * MIB, MIB, MIB, MAX_CHUNK_BYTES, 10], { k: 100, concurrency: 1 });
    expect(countsOf(starts)).to.deep.equal([2, 1, 1, 1]);
  });
});

describe('CellList', () => {
  it('keeps a million tasks in the room of a thousand, and chunks near their size', () => {
    const lengths = Array(1_000_000).fill(20);
    const { cells, starts } = cut(lengths, { k: 1, concurrency: 4 }, 2_048);
    expect(cells.cells).to.be.at.most(2_048);
    expect(starts.length - 1).to.be.within(30, 32);
  });
});
