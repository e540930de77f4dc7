import { expect } from 'chai';
import fc from 'fast-check';
import { runKeys, widthFor } from '../../../../functions/runtime/protocol/keys.ts';

const keys = runKeys({ pool: 'local-prices', run: 'r1', width: 3 });

describe('runKeys', () => {
  it('lays a run out as the protocol says', () => {
    expect(keys).to.include({
      prefix: 'runs/local-prices/r1/',
      inputs: 'runs/local-prices/r1/inputs.jsonl',
      chunks: 'runs/local-prices/r1/chunks.bin',
      record: 'runs/local-prices/r1/run.json',
      stop: 'runs/local-prices/r1/stop',
    });
    expect(keys.claim(7, 2)).to.equal('runs/local-prices/r1/attempts/007/2');
    expect(keys.end(7, 2)).to.equal('runs/local-prices/r1/attempts/007/2.end');
    expect(keys.result(7)).to.equal('runs/local-prices/r1/results/007.jsonl');
    expect(keys.blob(7, 70, 1)).to.equal('runs/local-prices/r1/blobs/007/70.1');
  });

  it('reads chunk and attempt back from keys', () => {
    fc.assert(
      fc.property(fc.nat(999), fc.integer({ min: 1, max: 9_999 }), (chunk, attempt) => {
        expect(keys.chunkOfResult(keys.result(chunk))).to.equal(chunk);
        expect(keys.attemptOf(keys.claim(chunk, attempt))).to.deep.equal({ attempt, part: 'claim' });
        expect(keys.attemptOf(keys.end(chunk, attempt))).to.deep.equal({ attempt, part: 'end' });
      }),
    );
  });

  it('knows nothing of other keys', () => {
    for (const key of [
      keys.record,
      keys.claim(1, 1),
      `${keys.results}007.json`,
      'runs/other/r1/results/007.jsonl',
    ]) {
      expect(keys.chunkOfResult(key)).to.equal(undefined);
    }
    expect(keys.attemptOf(keys.result(1))).to.equal(undefined);
  });
});

describe('widthFor', () => {
  it('keeps key order and chunk order the same', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2_000 }), chunks => {
        const { result } = runKeys({ pool: 'p', run: 'r', width: widthFor(chunks) });
        const [last, before] = [result(chunks - 1), result(Math.max(0, chunks - 2))];
        expect(last.length).to.equal(result(0).length);
        expect(last >= before).to.equal(true);
      }),
    );
  });
});
