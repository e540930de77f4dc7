import { inflateRawSync } from 'node:zlib';
import { expect } from 'chai';
import { handler, type PaintedTile } from '../../../functions/render/index.ts';
import type { Tile } from '../../../functions/render/tile.ts';
import { PermanentError } from '../../../functions/runtime/index.ts';
import { taskContext } from '../task-context.ts';

const SCENE = {
  view: { re: -0.7, im: 0.1, width: 3 },
  image: { width: 40, height: 30 },
  iterations: 100,
  samples: 2,
};

describe('render', () => {
  it('computes: each task has a thread to itself', () => {
    expect(handler.description).to.include({ kind: 'cpu' });
  });

  it('paints tiles that are the parts of the whole', async () => {
    const whole = pixelsOf(await paint({ x: 0, y: 0, width: 40, height: 30 }));
    expect(whole.length).to.equal(3 * 40 * 30);
    expect(new Set(whole).size, 'it is no plain surface').to.be.greaterThan(20);
    const tile = { x: 13, y: 7, width: 9, height: 11 };
    const painted = await paint(tile);
    expect(painted).to.include(tile);
    const pixels = pixelsOf(painted);
    for (let row = 0; row < tile.height; row += 1) {
      const from = 3 * ((tile.y + row) * 40 + tile.x);
      const part = pixels.subarray(3 * row * tile.width, 3 * (row + 1) * tile.width);
      expect([...part], `row ${row}`).to.deep.equal([...whole.subarray(from, from + 3 * tile.width)]);
    }
  });

  it('refuses a tile for good, with everything that is wrong with it', () => {
    const wrong = {
      ...SCENE,
      view: { re: 'a', im: 9, width: 0 },
      tile: { x: -1, y: 0.5, width: 0 },
      samples: 99,
    };
    for (const [input, names] of [
      [
        wrong,
        ['view.re', 'view.im', 'view.width', 'tile.x', 'tile.y', 'tile.width', 'tile.height', 'samples'],
      ],
      [{ ...SCENE, tile: { x: 0, y: 0, width: 4_000, height: 4_000 } }, ['at most 1048576 pixels']],
      [null, ['view.re', 'iterations']],
      ['text', ['image.width']],
    ] as const) {
      const refusal = () => handler.run(input as never, taskContext());
      for (const name of names) expect(refusal, name).to.throw(PermanentError, name);
    }
  });
});

async function paint(tile: Tile['tile']): Promise<PaintedTile> {
  return handler.run({ ...SCENE, tile }, taskContext());
}

function pixelsOf({ rgb }: PaintedTile): Uint8Array {
  return inflateRawSync(Buffer.from(rgb, 'base64'));
}
