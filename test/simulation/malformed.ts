import type { SimQueue } from '../support/sim-queue.ts';
import type { SimWorld } from '../support/sim-world.ts';

/** What others may put on the queue: a body that is no JSON, a field that is none, a version that is not known. */
const MALFORMED = [
  { body: 'hello', attributes: { cloudpool: 'chunk.1' } },
  { body: '{"v":1,"run":"../../etc","chunk":0}', attributes: { cloudpool: 'chunk.1' } },
  { body: '{"v":9}', attributes: { cloudpool: 'chunk.9' } },
] as const;

const TIDIED_UP_MS = 10 * 60_000;

/** Now and then puts a message on the queue that no client of Cloudpool wrote. */
export function injectMalformed({ random, clock, faults }: SimWorld, queue: SimQueue): void {
  for (const { body, attributes } of MALFORMED) {
    clock.after(random.skewed(0, 30_000), () => {
      if (!faults.hit('queue: a malformed message')) return;
      const { remove } = queue.inject(body, attributes);
      // Its sender tidies up. Nobody sends lost messages again while the queue is not empty.
      clock.after(TIDIED_UP_MS, remove);
    });
  }
}
