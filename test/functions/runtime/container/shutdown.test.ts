import { EventEmitter } from 'node:events';
import { expect } from 'chai';
import { listenForShutdown } from '../../../../functions/runtime/container/shutdown.ts';
import { SimClock } from '../../../support/sim-clock.ts';

function open() {
  const events = new EventEmitter();
  const clock = new SimClock(0);
  const shutdown = listenForShutdown(events, { clock, graceMs: 90_000, log: () => {} });
  return { events, clock, shutdown, state: () => [shutdown.drain.aborted, shutdown.halt.aborted] };
}

describe('listenForShutdown', () => {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    it(`drains at ${signal}, and gives back when the time is up`, async () => {
      const { events, clock, shutdown, state } = open();
      expect(state()).to.deep.equal([false, false]);
      events.emit(signal);
      expect(state()).to.deep.equal([true, false]);
      await clock.run(() => shutdown.halt.aborted);
      expect(clock.now()).to.equal(90_000);
      expect(state()).to.deep.equal([true, true]);
    });
  }

  it('gives back at the second signal, and at once without a parent', () => {
    const twice = open();
    twice.events.emit('SIGTERM');
    twice.events.emit('SIGINT');
    expect(twice.state()).to.deep.equal([true, true]);
    const orphan = open();
    orphan.events.emit('disconnect');
    expect(orphan.state()).to.deep.equal([true, true]);
  });

  it('leaves nothing behind', async () => {
    const { events, clock, shutdown, state } = open();
    events.emit('SIGTERM');
    shutdown.dispose();
    expect(await clock.run(() => false)).to.equal('idle');
    expect(state()).to.deep.equal([true, false]);
    expect(events.eventNames()).to.deep.equal([]);
  });
});
