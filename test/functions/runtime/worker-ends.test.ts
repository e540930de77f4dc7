import { expect } from 'chai';
import { LONGEST_DELIVERY_MS } from '../../../functions/runtime/container/poller.ts';
import type { TaskEnd } from '../../../functions/runtime/executor.ts';
import { decodeGiveBack, encodeClaim } from '../../../functions/runtime/protocol/claim.ts';
import { CHUNK_ATTRIBUTE_VALUE } from '../../../functions/runtime/protocol/message.ts';
import { StoreError } from '../../../functions/runtime/protocol/ports.ts';
import { type Behave, type Bench, createBench, echo, KEYS, START } from './worker-bench.ts';

const value = (text: string): TaskEnd => ({ kind: 'value', value: text });
const thrown = (retry: boolean): TaskEnd => ({ kind: 'error', error: { name: 'E', message: 'm' }, retry });

/** Every task does its own thing, by number. */
const each =
  (behaviours: Readonly<Record<number, Behave>>): Behave =>
  (order, bench) =>
    (behaviours[order.task] ?? echo)(order, bench);

/** Takes so much virtual time, or until it is aborted. */
const lasting =
  (ms: number): Behave =>
  async (order, bench) => {
    await bench.clock.sleep(ms, order.signal);
    return order.signal.aborted ? { kind: 'aborted' } : echo(order, bench);
  };

const endOf = (bench: Bench, attempt: number) =>
  decodeGiveBack(Buffer.from(bench.store.text(KEYS.end(0, attempt))));

const claimOf = (change: object) =>
  encodeClaim({
    token: 'other',
    attempt: 1,
    messageId: 'm',
    receive: 1,
    worker: 'other',
    code: 'c',
    mode: 'normal',
    at: START,
    ends: START + 60_000,
    ...change,
  });

describe('processDelivery: early ends', () => {
  it('starts no task that might outlive the process, and hands on what was gained', async () => {
    const bench = createBench({ behave: lasting(9_000), lastsMs: 20_000, record: { concurrency: 1 } });
    expect(await bench.deliver()).to.equal('give-back');
    const end = endOf(bench, 1);
    expect(end.reason).to.equal('deadline');
    expect(end.outcomes.map(({ task }) => task)).to.deep.equal([0]);
    expect(bench.visibilities.at(-1)).to.equal(3);
  });

  it('has room for a task of 11 hours in the longest delivery of a container', async () => {
    const record = { taskTimeoutSeconds: 39_600 };
    const bench = createBench({ lines: ['1'], lastsMs: LONGEST_DELIVERY_MS, record });
    expect(await bench.deliver()).to.equal('acknowledge');
    expect(bench.orders).to.have.length(1);
  });

  it('goes on where a give-back ended, and repeats nothing', async () => {
    const bench = createBench({ behave: lasting(9_000), lastsMs: 20_000, record: { concurrency: 1 } });
    await bench.deliver();
    await bench.deliver({ receiveCount: 2 });
    expect(await bench.deliver({ receiveCount: 3 })).to.equal('acknowledge');
    expect(bench.orders.map(({ task }) => task)).to.deep.equal([0, 1, 2]);
    expect(bench.result().header).to.include({ attempt: 3, losses: 0 });
  });

  it('carries the tries of an open task over', async () => {
    const behave: Behave = async (_, { clock }) => {
      await clock.sleep(9_000);
      return thrown(true);
    };
    const bench = createBench({ lines: ['1'], behave, lastsMs: 20_000 });
    await bench.deliver();
    expect(endOf(bench, 1).tries).to.deep.equal([{ task: 0, started: 1, failed: 1 }]);
    await bench.deliver({ receiveCount: 2 });
    expect(await bench.deliver({ receiveCount: 3 })).to.equal('acknowledge');
    expect(bench.result().outcomes[0]).to.include({ ok: false, attempts: 3 });
    expect(bench.result().header.losses).to.equal(2);
  });

  it('gives back when it is asked to end', async () => {
    const asked = new AbortController();
    const behave: Behave = (order, bench) => {
      asked.abort();
      return lasting(5_000)(order, bench);
    };
    const bench = createBench({ behave });
    expect(await bench.deliver({}, asked.signal)).to.equal('give-back');
    expect(endOf(bench, 1)).to.include({ reason: 'signal' });
  });

  it('gives back when a beat is refused, and writes no result', async () => {
    const behave: Behave = (order, bench) => {
      bench.loseLease();
      return lasting(60_000)(order, bench);
    };
    const bench = createBench({ behave, record: { leaseSeconds: 4 } });
    expect(await bench.deliver()).to.equal('give-back');
    expect(endOf(bench, 1).reason).to.equal('again');
    expect([...bench.store.objects.keys()]).to.not.include(KEYS.result(0));
  });

  it('touches nothing when the lease is gone before it begins, and logs why', async () => {
    const bench = createBench();
    bench.loseLease();
    expect(await bench.deliver()).to.equal('give-back');
    expect([...bench.store.objects.keys()].filter(key => key.includes('/attempts/'))).to.be.empty;
    expect(bench.logs).to.have.length(1);
    expect(bench.logs[0]).to.include({ event: 'lease-gone' });
    expect(bench.logs[0]).to.have.property('error').that.contains('the receipt is no longer valid');
  });

  it('cancels open tasks when the run is stopped, and keeps the outcomes', async () => {
    const behave = each({
      1: async (order, bench) => {
        await bench.store.put(KEYS.stop, '{}');
        return lasting(60_000)(order, bench);
      },
    });
    const bench = createBench({ lines: ['1', '2'], behave, record: { leaseSeconds: 4 } });
    expect(await bench.deliver()).to.equal('acknowledge');
    const [first, second] = bench.result().outcomes;
    expect(first).to.have.property('ok', true);
    expect(second).to.have.nested.property('error.name', 'Cancelled');
  });

  it('runs nothing of a run that is stopped already', async () => {
    const bench = createBench();
    await bench.store.put(KEYS.stop, '{}');
    expect(await bench.deliver()).to.equal('acknowledge');
    expect(bench.orders).to.be.empty;
    expect(bench.result().header).to.include({ attempt: 0, failed: 3 });
  });

  it('hands on what was gained when the store fails for good', async () => {
    const large = JSON.stringify('x'.repeat(40_000));
    const behave = each({ 1: () => value(large) });
    const bench = createBench({ behave, record: { concurrency: 1 } });
    bench.dependencies.store.put = () => Promise.reject(new StoreError('AccessDenied', { transient: false }));
    expect(await bench.deliver()).to.equal('give-back');
    expect(endOf(bench, 1).outcomes.map(({ task }) => task)).to.deep.equal([0]);
  });
});

describe('processDelivery: other attempts', () => {
  it('acknowledges a chunk that has its result, and runs nothing', async () => {
    const bench = createBench();
    await bench.deliver();
    expect(await bench.deliver({ messageId: 'other' })).to.equal('acknowledge');
    expect(bench.orders).to.have.length(3);
  });

  it('counts an attempt of the same message as lost when the message is received again', async () => {
    const bench = createBench();
    await bench.store.put(KEYS.claim(0, 1), claimOf({}));
    expect(await bench.deliver({ receiveCount: 2 })).to.equal('acknowledge');
    expect(bench.result().header).to.include({ attempt: 2, losses: 1 });
  });

  it('touches nothing as the zombie of its own message', async () => {
    const bench = createBench();
    await bench.store.put(KEYS.claim(0, 1), claimOf({ receive: 2 }));
    expect(await bench.deliver({ receiveCount: 1 })).to.equal('give-back');
    expect(bench.orders).to.be.empty;
    expect(bench.visibilities).to.deep.equal([120]);
  });

  it('waits for the worker of another message until that is surely gone', async () => {
    const bench = createBench();
    await bench.store.put(KEYS.claim(0, 1), claimOf({ messageId: 'other' }));
    expect(await bench.deliver()).to.equal('give-back');
    expect(bench.visibilities.at(-1)).to.equal(63);
    bench.clock.after(60_001, () => {});
    await bench.clock.run(() => bench.clock.now() > START + 60_000);
    expect(await bench.deliver()).to.equal('acknowledge');
    expect(bench.result().header).to.include({ attempt: 2, losses: 1 });
  });

  it('gives the open tasks up as WorkerLost from loss 24 on', async () => {
    const bench = createBench();
    for (let attempt = 1; attempt <= 24; attempt++) {
      await bench.store.put(KEYS.claim(0, attempt), claimOf({ attempt, receive: attempt }));
    }
    expect(await bench.deliver({ receiveCount: 25 })).to.equal('acknowledge');
    expect(bench.orders).to.be.empty;
    expect(bench.result().outcomes[0]).to.have.nested.property('error.name', 'WorkerLost');
  });

  it('takes its own claim for its own after a lost answer', async () => {
    const bench = createBench();
    const { putIfAbsent } = bench.store;
    let lost = false;
    bench.dependencies.store.putIfAbsent = async (key, body) => {
      const end = await putIfAbsent(key, body);
      if (lost) return end;
      lost = true;
      throw new StoreError('no answer', { transient: true });
    };
    expect(await bench.deliver()).to.equal('acknowledge');
    expect(bench.result().header).to.include({ attempt: 1, losses: 0 });
  });
});

describe('processDelivery: messages that are not to be worked on', () => {
  it('acknowledges past the run’s last moment', async () => {
    const bench = createBench();
    const before = bench.store.objects.size;
    const body = JSON.stringify({
      v: 1,
      run: 'r',
      chunk: 0,
      first: 0,
      count: 1,
      from: 0,
      to: 2,
      until: START / 1000 - 1,
    });
    expect(await bench.deliver({ body })).to.equal('acknowledge');
    expect(bench.store.objects.size).to.equal(before);
    expect(bench.visibilities).to.be.empty;
  });

  const rejected = [
    { name: 'a malformed body', change: { body: '{' }, seconds: 5, kind: 'malformed' },
    {
      name: 'another version',
      change: { attributes: { cloudpool: `${CHUNK_ATTRIBUTE_VALUE}0` } },
      seconds: 30,
      kind: 'unknown-version',
    },
    {
      name: 'a run without run.json',
      change: {
        body: JSON.stringify({
          v: 1,
          run: 'gone',
          chunk: 0,
          first: 0,
          count: 1,
          from: 0,
          to: 2,
          until: START / 1000 + 9,
        }),
      },
      seconds: 5,
      kind: undefined,
    },
  ];
  for (const { name, change, seconds, kind } of rejected) {
    it(`gives ${name} back for ${seconds} s, and says so`, async () => {
      const bench = createBench();
      expect(await bench.deliver(change)).to.equal('give-back');
      expect(bench.visibilities).to.deep.equal([seconds]);
      expect(bench.logs).to.have.length(1);
      if (kind !== undefined) expect(bench.logs[0]).to.include({ event: 'rejected', kind });
    });
  }
});
