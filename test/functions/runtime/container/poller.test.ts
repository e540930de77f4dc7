import { expect } from 'chai';
import {
  LONGEST_DELIVERY_MS,
  type PollerEnd,
  type PollerOptions,
  pollQueue,
  type Slot,
} from '../../../../functions/runtime/container/poller.ts';
import { type Delivery, StoreError } from '../../../../functions/runtime/protocol/ports.ts';
import { SimClock } from '../../../support/sim-clock.ts';

const START = 1_000_000;

const message = (id: string): Delivery => ({
  messageId: id,
  receiptHandle: id,
  receiveCount: 1,
  body: '',
  attributes: {},
});

/** A queue in memory whose long poll ends with the first message, and a poller in front of it. */
function open(options: Partial<PollerOptions> & { readonly slot?: Slot; readonly count?: number }) {
  const { slot = async () => 'acknowledge', count = 1 } = options;
  const clock = new SimClock(START);
  const waiting: Delivery[] = [];
  const asked: { most: number; waitSeconds: number }[] = [];
  const deleted: string[] = [];
  const putBack: string[] = [];
  const busy: boolean[] = [];
  const logs: object[] = [];
  const drain = new AbortController();
  const halt = new AbortController();
  const answers: PollerOptions['queue'] = {
    receive: async ({ most, waitSeconds }) => {
      asked.push({ most, waitSeconds });
      if (waiting.length === 0) await clock.sleep(waitSeconds * 1000);
      return waiting.splice(0, most);
    },
    delete: async ({ messageId }) => void deleted.push(messageId),
    putBack: async ({ messageId }) => void putBack.push(messageId),
  };
  const poll = async (queue: Partial<PollerOptions['queue']> = {}): Promise<PollerEnd> => {
    let end: PollerEnd | Error | undefined;
    void pollQueue({
      slots: Array.from({ length: count }, () => slot),
      clock,
      random: () => 0.5,
      log: entry => logs.push(entry),
      drain: drain.signal,
      halt: halt.signal,
      onBusy: now => busy.push(now),
      ...options,
      queue: { ...answers, ...queue },
    }).then(
      got => (end = got),
      error => (end = error),
    );
    await clock.run(() => end !== undefined);
    if (end instanceof Error) throw end;
    if (end === undefined) throw new Error('the poller waits for nothing');
    return end;
  };
  return { clock, waiting, asked, deleted, putBack, busy, logs, drain, halt, poll };
}

describe('pollQueue', () => {
  it('works on what it receives, acknowledges it, and leaves after idling', async () => {
    const seen: string[] = [];
    const slot: Slot = async ({ messageId }) => {
      seen.push(messageId);
      return 'acknowledge';
    };
    const bench = open({ slot, idleMs: 28_000 });
    bench.waiting.push(message('a'), message('b'));
    expect(await bench.poll()).to.deep.equal({ reason: 'idle', acknowledged: 2 });
    expect([seen, bench.deleted]).to.deep.equal([
      ['a', 'b'],
      ['a', 'b'],
    ]);
    expect(bench.clock.now()).to.equal(START + 28_000);
    expect(bench.asked.map(({ waitSeconds }) => waitSeconds)).to.deep.equal([5, 5, 5, 5, 5, 5, 5, 3]);
  });

  it('asks for as many messages as slots are free, at most ten, and waits while none is', async () => {
    const bench = open({
      count: 12,
      idleMs: 60_000,
      slot: async () => {
        await bench.clock.sleep(5_000);
        return 'acknowledge';
      },
    });
    for (let n = 0; n < 14; n++) bench.waiting.push(message(`m${n}`));
    await bench.poll();
    expect(bench.asked.slice(0, 3).map(({ most }) => most)).to.deep.equal([10, 2, 1]);
    expect(bench.deleted).to.have.length(14);
  });

  it('leaves a message that was given back alone', async () => {
    const bench = open({ slot: async () => 'give-back', idleMs: 1_000 });
    bench.waiting.push(message('a'));
    expect(await bench.poll()).to.deep.equal({ reason: 'idle', acknowledged: 0 });
    expect([bench.deleted, bench.putBack]).to.deep.equal([[], []]);
  });

  it('is not idle while it works', async () => {
    const bench = open({
      count: 2,
      idleMs: 10_000,
      slot: async () => {
        await bench.clock.sleep(3_600_000);
        return 'acknowledge';
      },
    });
    bench.waiting.push(message('long'));
    expect(await bench.poll()).to.include({ reason: 'idle', acknowledged: 1 });
    expect(bench.clock.now()).to.be.within(START + 3_610_000, START + 3_640_000);
    expect(bench.busy).to.deep.equal([true, false]);
  });

  it('says in every claim when the attempt is surely over: after the longest lease and a margin', async () => {
    let lasts = 0;
    const bench = open({
      idleMs: 1_000,
      slot: async (_, { deadline }) => {
        lasts = deadline - bench.clock.now();
        return 'acknowledge';
      },
    });
    bench.waiting.push(message('a'));
    await bench.poll();
    expect(lasts).to.equal(LONGEST_DELIVERY_MS);
    expect(lasts / 3_600_000).to.be.within(11, 12);
  });

  it('ends what it has begun when it drains, takes nothing more, and hands the halt on', async () => {
    let halted: AbortSignal | undefined;
    const bench = open({
      slot: async (_, { signal }) => {
        halted = signal;
        await bench.clock.sleep(5_000);
        return 'acknowledge';
      },
    });
    bench.waiting.push(message('a'));
    bench.clock.after(1_000, () => {
      bench.waiting.push(message('late'));
      bench.drain.abort();
    });
    expect(await bench.poll()).to.deep.equal({ reason: 'drained', acknowledged: 1 });
    expect(bench.deleted).to.deep.equal(['a']);
    expect(bench.waiting).to.have.length(1);
    expect(halted).to.equal(bench.halt.signal);
  });

  it('waits for the end of its poll, however it is asked to leave: cut off, that might take a message with it', async () => {
    const bench = open({ slot: () => expect.fail('nobody may begin') });
    bench.clock.after(1_000, () => {
      bench.waiting.push(message('late'));
      bench.drain.abort();
      bench.halt.abort();
    });
    expect(await bench.poll()).to.include({ reason: 'drained' });
    expect(bench.putBack).to.deep.equal(['late']);
    expect(bench.clock.now()).to.equal(START + 5_000);
  });

  it('puts back what came when it was already asked to leave', async () => {
    const bench = open({ slot: () => expect.fail('nobody may begin') });
    const receive = async () => {
      bench.drain.abort();
      return [message('late')];
    };
    expect(await bench.poll({ receive })).to.include({ reason: 'drained' });
    expect(bench.putBack).to.deep.equal(['late']);
    const refusing = open({ slot: () => expect.fail('nobody may begin') });
    await refusing.poll({
      receive: async () => {
        refusing.drain.abort();
        return [message('late')];
      },
      putBack: () => Promise.reject(new StoreError('503', { transient: true })),
    });
    expect(refusing.logs).to.deep.include({
      event: 'visibility-kept',
      messageId: 'late',
      error: 'StoreError: 503',
    });
  });

  it('asks again while the queue does not answer', async () => {
    let failures = 3;
    const bench = open({ idleMs: 60_000 });
    const end = await bench.poll({
      receive: async () => {
        if (failures-- > 0) throw new StoreError('no answer', { transient: true });
        bench.drain.abort();
        return [];
      },
    });
    expect(end.reason).to.equal('drained');
    expect(bench.logs).to.have.length(3);
    expect(bench.clock.now()).to.be.above(START);
  });

  it('ends when the queue refuses it for good, after the others have ended', async () => {
    const bench = open({
      count: 2,
      slot: async () => {
        await bench.clock.sleep(5_000);
        return 'acknowledge';
      },
    });
    let calls = 0;
    const failed = await bench
      .poll({
        receive: async () => {
          if (calls++ === 0) return [message('a')];
          throw new StoreError('ReceiveMessage: AccessDenied', { transient: false });
        },
      })
      .catch((error: Error) => error);
    expect(failed).to.be.instanceOf(StoreError).and.have.property('message').that.includes('AccessDenied');
    expect(bench.deleted).to.deep.equal(['a']);
  });

  it('deletes again while the queue does not answer, and lets go in the end', async () => {
    let failures = 0;
    const bench = open({ idleMs: 1_000 });
    bench.waiting.push(message('a'));
    const end = await bench.poll({
      delete: async () => {
        failures += 1;
        throw new StoreError('no answer', { transient: true });
      },
    });
    expect(end).to.deep.equal({ reason: 'idle', acknowledged: 0 });
    expect(failures).to.be.above(3);
    expect(bench.logs).to.deep.include({
      event: 'not-acknowledged',
      messageId: 'a',
      error: 'StoreError: no answer',
    });
  });
});
