import { expect } from 'chai';
import { type OneTaskEnd, runOneTask } from '../../../../functions/runtime/container/one-task.ts';
import type { TaskEnd } from '../../../../functions/runtime/executor.ts';
import { encodeClaim } from '../../../../functions/runtime/protocol/claim.ts';
import { looseKeys } from '../../../../functions/runtime/protocol/keys.ts';
import { StoreError } from '../../../../functions/runtime/protocol/ports.ts';
import { decodeResult } from '../../../../functions/runtime/protocol/result.ts';
import { type Behave, type Bench, createBench, START } from '../worker-bench.ts';

const ID = '2026-11-22T03-00-00Z';
const INPUT = `{"cloudpool":{"id":"${ID}"}}`;
const KEYS = looseKeys({ pool: 'p', id: ID });

/** Containers that were started for the same task, over one ledger. */
function open(behave?: Behave) {
  const bench = createBench(behave === undefined ? {} : { behave });
  const drain = new AbortController();
  const halt = new AbortController();
  const start = () => {
    const container: { end?: OneTaskEnd | Error } = {};
    const dependencies = bench.dependencies;
    void runOneTask({
      task: { id: ID, input: INPUT },
      dependencies,
      drain: drain.signal,
      halt: halt.signal,
    }).then(
      end => (container.end = end),
      error => (container.end = error),
    );
    return container;
  };
  const until = async (...containers: ReturnType<typeof start>[]) => {
    expect(await bench.clock.run(() => containers.every(({ end }) => end !== undefined))).to.equal('done');
  };
  return { bench, drain, halt, start, until };
}

const resultOf = ({ store }: Bench) => decodeResult(Buffer.from(store.text(KEYS.result(0))));
const eventsOf = ({ logs }: Bench) => logs.map(entry => (entry as { event?: string }).event);
const lasting =
  (ms: number, end: TaskEnd): Behave =>
  async (order, { clock }) => {
    await clock.sleep(ms, order.signal);
    return order.signal.aborted ? { kind: 'aborted' } : end;
  };
const DONE = { kind: 'value', value: '"done"' } as const;

describe('runOneTask', () => {
  it('does the task under its name, without a queue', async () => {
    const { bench, start, until } = open();
    const container = start();
    await until(container);
    expect(container.end).to.equal('ok');
    expect(bench.orders.map(({ run, taskId, attempt }) => ({ run, taskId, attempt }))).to.deep.equal([
      { run: ID, taskId: `${ID}/0`, attempt: 1 },
    ]);
    expect(resultOf(bench).outcomes[0]).to.deep.include({ ok: true, value: JSON.parse(INPUT) });
    expect(bench.visibilities).to.deep.equal([]);
  });

  it('does the work once when the schedule fires twice: the other waits and says the same', async () => {
    const { bench, start, until } = open(lasting(40_000, DONE));
    const containers = [start(), start()];
    await until(...containers);
    expect(containers.map(({ end }) => end)).to.deep.equal(['ok', 'ok']);
    expect(bench.orders).to.have.length(1);
    expect(eventsOf(bench)).to.include('waiting');
    expect(bench.clock.now() - START).to.be.within(40_000, 40_000 + 15_000);
  });

  it('finds the outcome of long ago', async () => {
    const { bench, start, until } = open(() => ({
      kind: 'error',
      error: { name: 'E', message: 'm' },
      retry: false,
    }));
    const first = start();
    await until(first);
    const second = start();
    await until(second);
    expect([first.end, second.end]).to.deep.equal(['error', 'error']);
    expect(bench.orders).to.have.length(1);
  });

  it('takes over from a container that was killed, once that is surely gone', async () => {
    const { bench, start, until } = open();
    const lost = {
      token: 't',
      attempt: 1,
      messageId: 'm',
      receive: 1,
      worker: 'w',
      code: 'c',
      mode: 'normal',
    } as const;
    await bench.store.put(KEYS.claim(0, 1), encodeClaim({ ...lost, at: START, ends: START + 60_000 }));
    const container = start();
    await until(container);
    expect(container.end).to.equal('ok');
    expect(resultOf(bench).header).to.include({ attempt: 2, losses: 1 });
    expect(bench.clock.now()).to.be.within(START + 60_000, START + 80_000);
  });

  it('gives back when its time to leave is over, and the next container goes on at once', async () => {
    const { bench, drain, halt, start, until } = open(lasting(600_000, DONE));
    const first = start();
    await bench.clock.run(() => bench.orders.length === 1);
    drain.abort();
    halt.abort();
    await until(first);
    expect(first.end).to.equal('given-back');
    expect(bench.store.text(KEYS.end(0, 1))).to.include('"reason":"signal"');
    const next = open(() => DONE);
    Object.assign(next.bench.dependencies, { store: bench.store });
    const second = next.start();
    await next.until(second);
    expect(second.end).to.equal('ok');
    expect(next.bench.clock.now()).to.equal(START);
  });

  it('ends what it has begun while it drains', async () => {
    const { bench, drain, start, until } = open(lasting(30_000, DONE));
    const container = start();
    await bench.clock.run(() => bench.orders.length === 1);
    drain.abort();
    await until(container);
    expect(container.end).to.equal('ok');
  });

  it('waits for nobody when it is asked to leave', async () => {
    const { bench, drain, start, until } = open(lasting(3_600_000, DONE));
    start();
    await bench.clock.run(() => bench.orders.length === 1);
    const second = start();
    await bench.clock.run(() => eventsOf(bench).includes('waiting'));
    drain.abort();
    await until(second);
    expect(second.end).to.equal('given-back');
  });

  it('tries again what its function says is worth it, and counts the starts', async () => {
    const { bench, start, until } = open(() => ({
      kind: 'error',
      error: { name: 'E', message: 'm' },
      retry: true,
    }));
    const container = start();
    await until(container);
    expect(container.end).to.equal('error');
    expect(resultOf(bench).outcomes[0]).to.deep.include({ ok: false, attempts: 3 });
    expect(bench.logs).to.deep.include({
      event: 'task-failed',
      task: ID,
      error: resultOf(bench).outcomes[0],
    });
  });

  it('writes nothing when the code cannot be loaded: better code may come', async () => {
    const { bench, start, until } = open();
    bench.dependencies.executor.describe = () => Promise.reject(new Error('no such module'));
    const container = start();
    await until(container);
    expect(container.end).to.be.instanceOf(Error).and.have.property('message', 'no such module');
    expect([...bench.store.objects.keys()].filter(key => key.startsWith('loose/'))).to.deep.equal([]);
  });

  it('ends when the ledger refuses it', async () => {
    const { bench, start, until } = open();
    bench.store.putIfAbsent = () => Promise.reject(new StoreError('AccessDenied', { transient: false }));
    const container = start();
    await until(container);
    expect(container.end).to.be.instanceOf(StoreError);
    expect(bench.orders).to.deep.equal([]);
  });
});
