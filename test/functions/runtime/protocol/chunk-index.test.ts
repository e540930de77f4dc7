import { expect } from 'chai';
import fc from 'fast-check';
import {
  type ChunkStart,
  decodeChunkIndex,
  encodeChunkIndex,
} from '../../../../functions/runtime/protocol/chunk-index.ts';

const sizes = fc.array(fc.record({ bytes: fc.integer({ min: 1 }), tasks: fc.integer({ min: 1 }) }), {
  minLength: 1,
});

function startsOf(chunks: readonly { bytes: number; tasks: number }[]): ChunkStart[] {
  const starts = [{ offset: 0, first: 0 }];
  for (const { bytes, tasks } of chunks) {
    const { offset, first } = starts.at(-1) as ChunkStart;
    starts.push({ offset: offset + bytes, first: first + tasks });
  }
  return starts;
}

describe('decodeChunkIndex', () => {
  it('places every chunk where encodeChunkIndex put it, and the chunks cover all tasks and bytes', () => {
    fc.assert(
      fc.property(sizes, chunks => {
        const index = decodeChunkIndex(encodeChunkIndex(startsOf(chunks)));
        expect(index.chunks).to.equal(chunks.length);
        let [task, byte] = [0, 0];
        chunks.forEach(({ bytes, tasks }, chunk) => {
          const place = { chunk, first: task, count: tasks, from: byte, to: byte + bytes };
          expect(index.place(chunk)).to.deep.equal(place);
          task += tasks;
          byte += bytes;
        });
        expect([index.tasks, index.bytes]).to.deep.equal([task, byte]);
      }),
    );
  });

  it('writes unsigned 64-bit little-endian pairs', () => {
    const bytes = encodeChunkIndex([
      { offset: 0, first: 0 },
      { offset: 2 ** 40 + 1, first: 2 },
    ]);
    expect([...bytes.subarray(16)]).to.deep.equal([1, 0, 0, 0, 0, 1, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0]);
  });

  it('refuses what is cut short, empty, or does not grow', () => {
    const pair = (offset: number, first: number) => ({ offset, first });
    expect(() => decodeChunkIndex(new Uint8Array(17))).to.throw('pairs of 16 bytes');
    expect(() => decodeChunkIndex(encodeChunkIndex([pair(0, 0)]))).to.throw('two or more');
    expect(() => decodeChunkIndex(encodeChunkIndex([pair(0, 0), pair(5, 0)]))).to.throw('chunk 0 is empty');
    expect(() => decodeChunkIndex(encodeChunkIndex([pair(1, 0), pair(5, 2)]))).to.throw('begin at 0');
  });

  it('has no chunk beyond its last', () => {
    const index = decodeChunkIndex(
      encodeChunkIndex([
        { offset: 0, first: 0 },
        { offset: 1, first: 1 },
      ]),
    );
    expect(() => index.place(1)).to.throw(RangeError, 'no chunk 1');
  });
});
