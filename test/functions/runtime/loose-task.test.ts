import { expect } from 'chai';
import type { TaskEnd } from '../../../functions/runtime/executor.ts';
import { encodeClaim } from '../../../functions/runtime/protocol/claim.ts';
import { looseKeys } from '../../../functions/runtime/protocol/keys.ts';
import { decodeResult } from '../../../functions/runtime/protocol/result.ts';
import { type Behave, type Bench, createBench, START } from './worker-bench.ts';

const ETAG = 'd41d8cd98f00b204e9800998ecf8427e';
const BODY = JSON.stringify({ cloudpool: { id: ETAG }, key: 'in/a.csv' });

const deliver = (bench: Bench, body = BODY, change: object = {}) =>
  bench.deliver({ attributes: {}, body, ...change });

const resultOf = (bench: Bench, id = ETAG) =>
  decodeResult(Buffer.from(bench.store.text(looseKeys({ pool: 'p', id }).result(0))));

const written = (bench: Bench) => [...bench.store.objects.keys()].filter(key => key.startsWith('loose/'));

describe('processDelivery: loose tasks', () => {
  it('runs one task with the body as its input, and writes its result below its id', async () => {
    const bench = createBench();
    expect(await deliver(bench)).to.equal('acknowledge');
    expect(bench.orders).to.have.length(1);
    expect(bench.orders[0]).to.include({ task: 0, run: ETAG, taskId: `${ETAG}/0`, attempt: 1 });
    expect(resultOf(bench).outcomes).to.deep.equal([
      { task: 0, ok: true, value: JSON.parse(BODY), attempts: 1 },
    ]);
    expect(written(bench)).to.deep.equal([`loose/p/${ETAG}/attempts/0/1`, `loose/p/${ETAG}/results/0.jsonl`]);
  });

  it('takes the id of the message where the body names none', async () => {
    const bench = createBench();
    for (const body of ['null', '7', '"text"', '[]', '{}', '{"cloudpool":null}', '{"cloudpool":{}}']) {
      const messageId = `m-${body.length}-${body.charCodeAt(0)}`;
      expect(await deliver(bench, body, { messageId }), body).to.equal('acknowledge');
      expect(resultOf(bench, messageId).outcomes[0], body).to.deep.include({ value: JSON.parse(body) });
    }
  });

  it('makes a body that is not JSON, or whose id would leave the folder, an error result', async () => {
    const ids = ['../../runs/x', 'a/b', '', '.', 7, null, 'x'.repeat(129)];
    const named = ids.map(id => JSON.stringify({ cloudpool: { id } }));
    for (const [index, body] of ['{', '', 'hello', ...named].entries()) {
      const bench = createBench();
      expect(await deliver(bench, body, { messageId: `m${index}` }), body).to.equal('acknowledge');
      expect(bench.orders, body).to.be.empty;
      const [outcome] = resultOf(bench, `m${index}`).outcomes;
      expect(outcome, body).to.have.nested.property('error.name', 'InputCorrupt');
      expect(outcome)
        .to.have.nested.property('error.message')
        .that.matches(/not JSON|cloudpool\.id/);
    }
  });

  it('works once on what two messages name alike', async () => {
    const bench = createBench();
    await deliver(bench);
    expect(await deliver(bench, BODY, { messageId: 'other' })).to.equal('acknowledge');
    expect(bench.orders).to.have.length(1);
  });

  it('waits for the worker of another message, and takes over from its own lost one', async () => {
    const bench = createBench();
    const keys = looseKeys({ pool: 'p', id: ETAG });
    const claim = { token: 't', attempt: 1, receive: 1, worker: 'w', code: 'c', mode: 'normal' } as const;
    const times = { at: START, ends: START + 60_000 };
    await bench.store.put(keys.claim(0, 1), encodeClaim({ ...claim, ...times, messageId: 'm' }));
    expect(await deliver(bench, BODY, { messageId: 'other' })).to.equal('give-back');
    expect(await deliver(bench, BODY, { receiveCount: 2 })).to.equal('acknowledge');
    expect(resultOf(bench).header).to.include({ attempt: 2, losses: 1, run: ETAG });
  });

  it('tries as often as the function says, and keeps its time', async () => {
    const thrown: TaskEnd = { kind: 'error', error: { name: 'E', message: 'm' }, retry: true };
    const bench = createBench({ behave: () => thrown });
    expect(await deliver(bench)).to.equal('acknowledge');
    expect(bench.orders.map(({ timeoutMs }) => timeoutMs)).to.deep.equal([10_000, 10_000, 10_000]);
    expect(resultOf(bench).outcomes[0]).to.deep.include({ ok: false, attempts: 3 });
  });

  it('holds the message with the default lease', async () => {
    const behave: Behave = async (_, { clock }) => {
      await clock.sleep(45_000);
      return { kind: 'value', value: '1' };
    };
    const bench = createBench({ behave });
    await deliver(bench);
    expect(bench.visibilities).to.deep.equal([120, 120]);
  });

  it('puts a large outcome into an object of its own', async () => {
    const large = JSON.stringify('x'.repeat(40_000));
    const bench = createBench({ behave: () => ({ kind: 'value', value: large }) });
    await deliver(bench);
    expect(written(bench)).to.include(`loose/p/${ETAG}/blobs/0/0.1`);
  });

  it('fails by name when the code cannot be loaded', async () => {
    const bench = createBench();
    bench.dependencies.executor.describe = () => Promise.reject(new Error('no such module'));
    expect(await deliver(bench)).to.equal('acknowledge');
    expect(resultOf(bench).outcomes[0]).to.have.nested.property('error.name', 'FunctionNotLoaded');
  });
});
