import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { openSlots } from '../../../../functions/runtime/container/open-slots.ts';
import { LONGEST_DELIVERY_MS } from '../../../../functions/runtime/container/poller.ts';
import { systemClock } from '../../../../functions/runtime/protocol/ports.ts';
import { decodeResult } from '../../../../functions/runtime/protocol/result.ts';
import { memoryStore } from '../../../support/memory-store.ts';

const fixture = (name: string) => new URL(`../threads/fixtures/${name}-thread.ts`, import.meta.url);

function bench(name: string, slots?: number) {
  const store = memoryStore();
  const logs: object[] = [];
  const dependencies = {
    store,
    queue: { changeVisibility: async () => {} },
    clock: systemClock,
    pool: 'p',
    identity: { worker: 'w', code: 'c' },
    newToken: randomUUID,
    random: Math.random,
    log: (entry: object) => void logs.push(entry),
  };
  const size = { processors: 2, memoryMb: undefined, slots };
  return { store, logs, open: () => openSlots({ size, thread: fixture(name), dependencies }) };
}

const task = (id: string, does: string) => ({
  messageId: id,
  receiptHandle: id,
  receiveCount: 1,
  body: JSON.stringify({ does }),
  attributes: {},
});

describe('openSlots', () => {
  it('works on several deliveries at once, each on a thread of its own', async () => {
    const { store, open } = bench('io');
    const { slots, close } = await open();
    const invocation = { deadline: Date.now() + LONGEST_DELIVERY_MS };
    try {
      expect(slots).to.have.length(2);
      const ends = await Promise.all(
        slots.map((slot, index) => slot(task(`m${index}`, 'thread'), invocation)),
      );
      expect(ends).to.deep.equal(['acknowledge', 'acknowledge']);
      const threads = [0, 1].map(index => {
        const result = decodeResult(Buffer.from(store.text(`loose/p/m${index}/results/0.jsonl`)));
        return (result.outcomes[0] as { readonly value?: unknown }).value;
      });
      expect(threads).to.satisfy((ids: unknown[]) => ids.every(id => Number(id) > 0));
      expect(new Set(threads).size).to.equal(2);
    } finally {
      await close();
    }
  });

  it('gives tasks that compute one slot with a thread a processor', async () => {
    const { logs, open } = bench('cpu');
    const { slots, close } = await open();
    await close();
    expect(slots).to.have.length(1);
    expect(logs).to.deep.include({
      event: 'started',
      pool: 'p',
      kind: 'cpu',
      slots: 1,
      threads: 2,
      memoryMb: undefined,
    });
  });

  it('opens none when the code cannot be loaded: it would only fail tasks', async () => {
    const failed = await bench('throwing')
      .open()
      .catch((error: Error) => error);
    expect(failed).to.be.instanceOf(Error).and.have.property('message').that.includes('a mistake at the top');
  });
});
