import { expect } from 'chai';
import { putOnce, tokenOf } from '../../../../functions/runtime/protocol/conditional-put.ts';
import { type ObjectStore, StoreError } from '../../../../functions/runtime/protocol/ports.ts';
import { memoryStore } from '../../../support/memory-store.ts';

const retry = { clock: { now: () => 0, sleep: async () => {} }, random: () => 0 };
const mine = { key: 'k', body: '{"token":"mine"}\nrest', token: 'mine' };

/** Writes, and loses the first answer. */
function forgetful(store: ObjectStore): ObjectStore {
  let lost = false;
  return {
    ...store,
    putIfAbsent: async (key, body) => {
      const end = await store.putIfAbsent(key, body);
      if (lost) return end;
      lost = true;
      throw new StoreError('no answer', { transient: true });
    },
  };
}

describe('putOnce', () => {
  it('creates where nothing is', async () => {
    expect(await putOnce(memoryStore(), mine, retry)).to.equal('created');
  });

  it('says that somebody else was first, and leaves theirs', async () => {
    const store = memoryStore();
    await store.put('k', '{"token":"other"}\n');
    expect(await putOnce(store, mine, retry)).to.equal('exists');
    expect(store.text('k')).to.include('other');
  });

  it('knows its own object after a lost answer', async () => {
    expect(await putOnce(forgetful(memoryStore()), mine, retry)).to.equal('created');
  });

  it('throws at once what another try would not mend', async () => {
    const denied = new StoreError('AccessDenied', { transient: false });
    const store = { ...memoryStore(), putIfAbsent: () => Promise.reject(denied) };
    expect(await putOnce(store, mine, retry).catch(error => error)).to.equal(denied);
  });
});

describe('tokenOf', () => {
  it('reads the first line only', () => {
    expect(tokenOf(Buffer.from('{"token":"a"}\n{"token":"b"}\n'))).to.equal('a');
  });

  it('finds none in anything else', () => {
    for (const text of ['', 'x', 'null', '[]', '{"token":1}']) {
      expect(tokenOf(Buffer.from(text))).to.equal(undefined);
    }
  });
});
