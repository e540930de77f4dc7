import { expect } from 'chai';
import type { TaskEnd } from '../../../functions/runtime/executor.ts';
import { parseClaim } from '../../../functions/runtime/protocol/claim.ts';
import { type Behave, createBench, echo, KEYS, START } from './worker-bench.ts';

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
