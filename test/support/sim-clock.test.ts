import { expect } from 'chai';
import { SimClock } from './sim-clock.ts';

describe('SimClock', () => {
  it('wakes sleepers in the order of their moments, whatever the order of their sleeping', async () => {
    const clock = new SimClock(1_000);
    const woken: string[] = [];
    const sleeper = async (ms: number) => {
      await clock.sleep(ms);
      woken.push(`${ms} at ${clock.now()}`);
    };
    for (const ms of [50, 10, 3_600_000, 20, 10]) void sleeper(ms);
    expect(await clock.run(() => woken.length === 5)).to.equal('done');
    expect(woken).to.deep.equal([
      '10 at 1010',
      '10 at 1010',
      '20 at 1020',
      '50 at 1050',
      '3600000 at 3601000',
    ]);
  });

  it('lets every promise settle before time goes on', async () => {
    const clock = new SimClock(0);
    const seen: number[] = [];
    clock.after(1, async () => {
      for (let step = 0; step < 50; step++) await undefined;
      seen.push(clock.now());
    });
    clock.after(2, () => seen.push(clock.now()));
    expect(await clock.run(() => false)).to.equal('idle');
    expect(seen).to.deep.equal([1, 2]);
  });

  it('ends a sleep at once when its signal aborts', async () => {
    const clock = new SimClock(0);
    const leaving = new AbortController();
    let woken = -1;
    void clock.sleep(1_000, leaving.signal).then(() => {
      woken = clock.now();
    });
    clock.after(5, () => leaving.abort());
    await clock.run(() => woken >= 0);
    expect(woken).to.equal(5);
  });

  it('fires nothing that was taken back', async () => {
    const clock = new SimClock(0);
    let fired = false;
    const cancel = clock.after(5, () => {
      fired = true;
    });
    cancel();
    expect(await clock.run(() => false)).to.equal('idle');
    expect(fired).to.equal(false);
  });
});
