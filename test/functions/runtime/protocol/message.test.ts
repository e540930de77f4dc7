import { expect } from 'chai';
import fc from 'fast-check';
import {
  CHUNK_ATTRIBUTE_VALUE,
  type ChunkMessage,
  encodeMessage,
  isPast,
  readMessage,
} from '../../../../functions/runtime/protocol/message.ts';

const message: ChunkMessage = {
  run: '20261121T195600-k3f9',
  chunk: 41,
  first: 4100,
  count: 100,
  from: 812345,
  to: 861002,
  until: 1795377600,
};

const read = (change: object) => {
  const { attributes } = encodeMessage(message);
  return readMessage({ body: JSON.stringify({ v: 1, ...message, ...change }), attributes });
};

describe('readMessage', () => {
  it('reads what encodeMessage wrote, in at most 300 bytes', () => {
    const large = fc.integer({ min: 0, max: 2 ** 42 });
    const messages = fc.record({
      run: fc.constant(message.run),
      chunk: large,
      first: large,
      count: large.map(n => n + 1),
      from: large,
      until: large,
    });
    fc.assert(
      fc.property(messages, large, (part, size) => {
        const one = { ...part, to: part.from + size + 1 };
        const encoded = encodeMessage(one);
        expect(Buffer.byteLength(encoded.body)).to.be.at.most(300);
        expect(readMessage(encoded)).to.deep.equal({ kind: 'chunk', message: one });
      }),
    );
  });

  it('tells a loose task by the missing attribute', () => {
    const message = { id: undefined, problem: undefined };
    expect(readMessage({ body: '{}', attributes: {} })).to.deep.equal({ kind: 'loose', message });
  });

  it('names a loose task by nothing that could leave its folder', () => {
    const bodies = fc.oneof(
      fc.string(),
      fc.json(),
      fc.string().map(id => JSON.stringify({ cloudpool: { id } })),
    );
    fc.assert(
      fc.property(bodies, body => {
        const got = readMessage({ body, attributes: {} });
        if (got.kind !== 'loose') throw new Error(`a ${got.kind}`);
        const { id = 'safe' } = got.message;
        expect(id).to.match(/^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/);
      }),
    );
  });

  it('names an unknown version', () => {
    const got = readMessage({ body: '{}', attributes: { cloudpool: 'chunk.2' } });
    expect(got).to.deep.equal({ kind: 'unknown-version', version: 'chunk.2' });
  });

  it('never throws, whatever the body is', () => {
    const bodies = fc.oneof(fc.string(), fc.json());
    fc.assert(
      fc.property(bodies, body => {
        const got = readMessage({ body, attributes: { cloudpool: CHUNK_ATTRIBUTE_VALUE } });
        expect(got.kind).to.equal('malformed');
      }),
    );
  });

  it('refuses a run id that would leave the run’s folder', () => {
    expect(read({ run: '../other' })).to.have.property('kind', 'malformed');
    expect(read({ run: 'a/b' })).to.have.property('kind', 'malformed');
  });

  it('refuses an empty range and an empty chunk', () => {
    expect(read({ to: message.from })).to.have.property('kind', 'malformed');
    expect(read({ count: 0 })).to.have.property('kind', 'malformed');
    expect(read({})).to.have.property('kind', 'chunk');
  });
});

describe('isPast', () => {
  it('compares seconds with milliseconds', () => {
    expect(isPast(10, 10_000)).to.equal(false);
    expect(isPast(10, 10_001)).to.equal(true);
  });
});
