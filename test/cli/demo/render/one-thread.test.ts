import { join } from 'node:path';
import { expect } from 'chai';
import { measureOneThread } from '../../../../scripts/cli/demo/render/one-thread.ts';
import { sceneTasks } from '../../../../scripts/cli/demo/render/scene.ts';

const ROOT = join(import.meta.dirname, '../../../..');

describe('measureOneThread', () => {
  it('paints the tiles with the function itself', async () => {
    const { signal } = new AbortController();
    const sample = await measureOneThread(small(2), { root: ROOT, signal });
    expect(sample.tiles).to.equal(2);
    expect(sample.seconds).to.be.greaterThan(0);
  });

  it('fails with the error of the function', async () => {
    const { signal } = new AbortController();
    const [tile] = small(1);
    const wrong = [{ ...tile, samples: 0 }] as never;
    const error = await measureOneThread(wrong, { root: ROOT, signal }).catch((thrown: Error) => thrown);
    expect(error).to.be.instanceOf(Error).with.property('message').that.includes('samples');
  });

  it('leaves when it is interrupted', async () => {
    const error = await measureOneThread(sceneTasks(), { root: ROOT, signal: AbortSignal.timeout(50) }).catch(
      (thrown: Error) => thrown,
    );
    expect(error).to.have.property('name', 'AbortError');
  });
});

function small(count: number) {
  return sceneTasks()
    .slice(0, count)
    .map(task => ({ ...task, iterations: 10 }));
}
