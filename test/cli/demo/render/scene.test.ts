import { expect } from 'chai';
import { handler } from '../../../../functions/render/index.ts';
import { INLINE_OUTCOME_BYTES } from '../../../../functions/runtime/protocol/outcome.ts';
import { SCENE, sceneTasks } from '../../../../scripts/cli/demo/render/scene.ts';
import { taskContext } from '../../../functions/task-context.ts';

describe('sceneTasks', () => {
  it('covers every pixel of the picture once', () => {
    const { width, height } = SCENE.image;
    const covered = new Uint8Array(width * height);
    for (const { tile } of sceneTasks()) {
      for (let y = tile.y; y < tile.y + tile.height; y += 1) {
        for (let x = tile.x; x < tile.x + tile.width; x += 1)
          covered[y * width + x] = 1 + (covered[y * width + x] ?? 1);
      }
    }
    expect(covered.every(times => times === 1)).to.equal(true);
  });

  it('asks for what the function paints, in outcomes without objects of their own', async () => {
    // One with much detail, whose colours hardly shrink.
    const busy = sceneTasks().find(({ tile }) => tile.x === 1408 && tile.y === 0);
    const value = await handler.run(busy as never, taskContext());
    const bytes = JSON.stringify(value).length;
    expect(bytes)
      .to.be.greaterThan(INLINE_OUTCOME_BYTES / 4)
      .and.lessThan(INLINE_OUTCOME_BYTES - 200);
  });
});
