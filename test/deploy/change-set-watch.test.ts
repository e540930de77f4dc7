import { expect } from 'chai';
import type { ChangeSetState } from '../../scripts/aws/cloudformation.ts';
import { createChangeSetWatch } from '../../scripts/deploy/plan/change-set-watch.ts';
import { createVirtualClock } from '../support/cloudformation-clock.ts';

describe('createChangeSetWatch', () => {
  /** Waits for change sets, made together, that take so many milliseconds; answers when each was known, and all looks. */
  const settle = async (takes: readonly number[], abortAt = Number.POSITIVE_INFINITY) => {
    const clock = createVirtualClock(0);
    const abort = new AbortController();
    const watch = createChangeSetWatch({ clock, signal: abort.signal });
    const looks: number[] = [];
    const look = async (ms: number) => {
      looks.push(clock.now());
      if (ms === BROKEN && clock.now() > 0) throw new Error('no answer');
      return { status: clock.now() < ms ? 'CREATE_IN_PROGRESS' : 'CREATE_COMPLETE' } as ChangeSetState;
    };
    const known = await clock.run(() => {
      if (abortAt < Number.POSITIVE_INFINITY) void clock.sleep(abortAt).then(() => abort.abort());
      return Promise.all(
        takes.map(async ms => {
          const [settled] = await Promise.allSettled([watch.settle(() => look(ms))]);
          if (settled.status === 'rejected') return 'failed';
          return settled.value === undefined ? 'aborted' : clock.now();
        }),
      );
    });
    return { known, looks };
  };
  const BROKEN = Number.POSITIVE_INFINITY;
  const times = (known: readonly (number | string)[]) => known.map(Number);

  it('knows of six that take 2 s within a tenth of a second, by far fewer looks than six would take', async () => {
    const { known, looks } = await settle(Array.from({ length: 6 }, () => 2_000));
    for (const at of times(known)) expect(at).to.be.within(2_000, 2_100);
    expect(looks.length, 'each for itself: 120').to.be.within(20, 50);
  });

  it('lets nobody wait for a slow one', async () => {
    const { known } = await settle([20_000, 2_000, 3_000]);
    const [slow = 0, second = 0, third = 0] = times(known);
    expect(second).to.be.within(2_000, 2_600);
    expect(third).to.be.within(3_000, 3_900);
    expect(slow).to.be.within(20_000, 21_000);
  });

  it('goes on when a look fails', async () => {
    const { known } = await settle([BROKEN, 2_000]);
    expect(known[0]).to.equal('failed');
    expect(known[1]).to.be.within(2_000, 2_100);
  });

  it('ends when aborted', async () => {
    const { known } = await settle([60_000, 60_000], 1_000);
    expect(known).to.deep.equal(['aborted', 'aborted']);
  });

  it('looks no more than 20 times a second', async () => {
    const { looks } = await settle(Array.from({ length: 60 }, (_, at) => 1_000 + 10 * at));
    for (const [index, at] of looks.entries()) {
      const within = looks.slice(index).filter(other => other < at + 1_000).length;
      expect(within, `from ${at}`).to.be.at.most(40);
    }
  });
});
