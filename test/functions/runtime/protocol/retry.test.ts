import { expect } from 'chai';
import { type Clock, StoreError } from '../../../../functions/runtime/protocol/ports.ts';
import { backoffMs, retryTransient } from '../../../../functions/runtime/protocol/retry.ts';

/** A clock that passes by itself. */
function quickClock(): Clock {
  let now = 0;
  return {
    now: () => now,
    sleep: async ms => {
      now += ms;
    },
  };
}

const busy = new StoreError('SlowDown', { transient: true });
const failing = (times: number, error: Error = busy) => {
  let asked = 0;
  return async () => {
    if (++asked <= times) throw error;
    return asked;
  };
};

describe('retryTransient', () => {
  it('asks until there is an answer', async () => {
    expect(await retryTransient(failing(5), { clock: quickClock(), random: () => 1 })).to.equal(6);
  });

  it('throws anything that is not transient at once', async () => {
    for (const error of [new StoreError('denied', { transient: false }), new TypeError('bug')]) {
      const options = { clock: quickClock(), random: () => 1 };
      expect(await retryTransient(failing(1, error), options).catch(thrown => thrown)).to.equal(error);
    }
  });

  it('begins no try after giveUpAt, and throws the last failure', async () => {
    const clock = quickClock();
    const options = { clock, random: () => 1, giveUpAt: 1_000 };
    expect(await retryTransient(failing(99), options).catch(error => error)).to.equal(busy);
    expect(clock.now()).to.be.at.most(1_000).and.above(100);
  });

  it('ends when its signal aborts', async () => {
    const options = { clock: quickClock(), random: () => 1, signal: AbortSignal.abort() };
    expect(await retryTransient(failing(99), options).catch(error => error)).to.equal(busy);
  });
});

describe('backoffMs', () => {
  it('doubles, up to its cap', () => {
    const waits = [1, 2, 3, 20].map(failures => backoffMs(failures, () => 1));
    expect(waits).to.deep.equal([200, 400, 800, 5_000]);
  });

  it('spreads over the whole range', () => {
    expect(backoffMs(3, () => 0)).to.equal(0);
    expect(backoffMs(3, () => 0.5)).to.equal(400);
  });
});
