import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { expect } from 'chai';
import { decode } from 'fast-png';
import { assemblePicture, encodePng } from '../../../../scripts/cli/demo/render/picture.ts';

describe('assemblePicture', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'cloudpool-picture-'));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const write = (outcomes: readonly object[]): string => {
    const file = join(folder, 'tiles.jsonl');
    writeFileSync(file, outcomes.map(outcome => `${JSON.stringify(outcome)}\n`).join(''));
    return file;
  };

  it('puts every tile where it belongs, and a PNG gives every pixel back', async () => {
    const file = write([tile(0, 0, 2, 1, 10), tile(2, 0, 2, 1, 50), tile(0, 1, 4, 1, 90)]);
    const { picture, wrong } = await assemblePicture(file, { width: 4, height: 2 });
    expect(wrong).to.deep.equal([]);
    const firstRow = [10, 11, 12, 13, 14, 15, 50, 51, 52, 53, 54, 55];
    const secondRow = Array.from({ length: 12 }, (_, index) => 90 + index);
    expect([...picture.rgb]).to.deep.equal([...firstRow, ...secondRow]);
    const decoded = decode(encodePng(picture));
    expect(decoded).to.include({ width: 4, height: 2, channels: 3 });
    expect([...decoded.data]).to.deep.equal([...picture.rgb]);
  });

  it('says which tasks failed and how much is missing', async () => {
    const failed = { task: 1, ok: false, error: { name: 'TaskTimeout', message: 'too slow' }, attempts: 3 };
    const { wrong } = await assemblePicture(write([tile(0, 0, 2, 1, 0), failed]), { width: 4, height: 2 });
    expect(wrong).to.deep.equal(['Task 1 failed: TaskTimeout: too slow', '6 pixels are missing.']);
  });
});

function tile(x: number, y: number, width: number, height: number, first: number): object {
  const pixels = Uint8Array.from({ length: 3 * width * height }, (_, index) => first + index);
  const rgb = deflateRawSync(pixels).toString('base64');
  return { task: 0, ok: true, value: { x, y, width, height, rgb }, attempts: 1 };
}
