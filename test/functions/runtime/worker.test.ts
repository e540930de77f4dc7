import { expect } from 'chai';
import type { TaskEnd } from '../../../functions/runtime/executor.ts';
import { decodeGiveBack, encodeClaim, parseClaim } from '../../../functions/runtime/protocol/claim.ts';
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

describe('processDelivery: the normal path', () => {
  it('claims, runs every task, writes the result, acknowledges', async () => {
    const bench = createBench();
    expect(await bench.deliver()).to.equal('acknowledge');
    const { header, outcomes } = bench.result();
    expect(outcomes).to.deep.equal([
      { task: 0, ok: true, value: 1, attempts: 1 },
      { task: 1, ok: true, value: 2, attempts: 1 },
      { task: 2, ok: true, value: 3, attempts: 1 },
    ]);
    expect(header).to.include({ attempt: 1, losses: 0, worker: 'w', code: 'c', failed: 0, by: 'worker' });
    expect(parseClaim(bench.store.text(KEYS.claim(0, 1)))).to.include({
      messageId: 'm',
      ends: START + 120_000,
    });
  });

  it('takes the lease of the run record before anything else', async () => {
    const bench = createBench({ record: { leaseSeconds: 4 } });
    await bench.deliver();
    expect(bench.visibilities).to.deep.equal([4]);
  });

  it('tells a task who it is, and nothing of its neighbours', async () => {
    const bench = createBench();
    await bench.deliver();
    const [order] = bench.orders;
    expect(order).to.include({ task: 0, attempt: 1, timeoutMs: 10_000, alone: false });
    expect(order?.taskId).to.equal(`${KEYS.prefix.split('/')[2]}/0`);
  });

  it('keeps no more in flight than the run record and the executor allow', async () => {
    let [flying, most] = [0, 0];
    const behave: Behave = async (order, bench) => {
      most = Math.max(most, ++flying);
      const end = await lasting(100)(order, bench);
      flying--;
      return end;
    };
    const lines = Array.from({ length: 20 }, (_, n) => `${n}`);
    await createBench({ lines, behave, record: { concurrency: 9 }, concurrency: 3 }).deliver();
    expect(most).to.equal(3);
  });

  it('beats every quarter of the lease while it works', async () => {
    const bench = createBench({ lines: ['1'], behave: lasting(9_000), record: { leaseSeconds: 8 } });
    await bench.deliver();
    expect(bench.visibilities).to.deep.equal([8, 8, 8, 8, 8]);
  });

  it('puts an outcome above 32 KiB into an object of its own', async () => {
    const large = JSON.stringify('x'.repeat(40_000));
    const bench = createBench({ lines: ['1', '2'], behave: each({ 1: () => value(large) }) });
    await bench.deliver();
    expect(bench.result().outcomes[1]).to.deep.equal({ task: 1, ok: true, blob: 'blobs/0/1.1', attempts: 1 });
    expect(JSON.parse(bench.store.text(`${KEYS.prefix}blobs/0/1.1`)))
      .to.have.property('value')
      .of.length(40_000);
  });
});

describe('processDelivery: tasks that fail', () => {
  it('starts a task that throws again, as often as the run allows, and says how often', async () => {
    const behave: Behave = (order, bench) => (order.attempt < 3 ? thrown(true) : echo(order, bench));
    const bench = createBench({ lines: ['1'], behave });
    await bench.deliver();
    expect(bench.result().outcomes).to.deep.equal([{ task: 0, ok: true, value: 1, attempts: 3 }]);
  });

  it('gives up after the last try, with the error', async () => {
    const bench = createBench({ lines: ['1'], behave: () => thrown(true) });
    await bench.deliver();
    const error = { name: 'E', message: 'm' };
    expect(bench.result().outcomes).to.deep.equal([{ task: 0, ok: false, error, attempts: 3 }]);
    expect(bench.result().header.failed).to.equal(1);
  });

  it('does not start a task again whose error is final', async () => {
    const bench = createBench({ lines: ['1'], behave: () => thrown(false) });
    await bench.deliver();
    expect(bench.orders).to.have.length(1);
  });

  it('makes a time-out the outcome', async () => {
    const bench = createBench({ lines: ['1'], behave: () => ({ kind: 'timeout' }) });
    await bench.deliver();
    const error = { name: 'TaskTimeout', message: 'did not end within 10 s' };
    expect(bench.result().outcomes).to.deep.equal([{ task: 0, ok: false, error, attempts: 1 }]);
  });

  it('names the task that kills its thread, and its neighbours live', async () => {
    const behave: Behave = (order, bench) =>
      order.task === 1 || (order.task === 0 && !order.alone)
        ? { kind: 'died', reason: 'exit code 1' }
        : echo(order, bench);
    const bench = createBench({ behave });
    await bench.deliver();
    const [first, second, third] = bench.result().outcomes;
    expect(first).to.deep.equal({ task: 0, ok: true, value: 1, attempts: 2 });
    expect(second).to.have.nested.property('error.name', 'TaskCrashed');
    expect(second).to.have.nested.property('error.message').that.includes('exit code 1');
    expect(second).to.have.property('attempts', 3);
    expect(third).to.have.property('ok', true);
    expect(bench.orders.filter(({ alone }) => alone).map(({ task }) => task)).to.have.members([0, 1, 1]);
  });

  it('fails all tasks by name when the code cannot be loaded', async () => {
    const bench = createBench();
    bench.dependencies.executor.describe = () => Promise.reject(new Error('no such module'));
    expect(await bench.deliver()).to.equal('acknowledge');
    expect(bench.result().outcomes[2]).to.have.nested.property('error.name', 'FunctionNotLoaded');
  });

  it('fails all tasks when the input is not what the message says', async () => {
    const bench = createBench();
    await bench.store.put(KEYS.inputs, '1\n2 3\n');
    await bench.deliver();
    expect(bench.orders).to.be.empty;
    expect(bench.result().outcomes[0]).to.have.nested.property('error.name', 'InputCorrupt');
  });
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

  it('touches nothing when the lease is gone before it begins', async () => {
    const bench = createBench();
    bench.loseLease();
    expect(await bench.deliver()).to.equal('give-back');
    expect([...bench.store.objects.keys()].filter(key => key.includes('/attempts/'))).to.be.empty;
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
    { name: 'a loose task', change: { attributes: {} }, seconds: 5, kind: 'loose' },
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
