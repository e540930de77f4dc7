import { expect } from 'chai';
import { decodeChunkIndex } from '../../../functions/runtime/protocol/chunk-index.ts';
import { type CloudpoolError, ProblemsError } from '../../../scripts/errors.ts';
import { isRunId } from '../../../scripts/pool/run-id.ts';
import { submit } from '../../../scripts/pool/submit/submit.ts';
import { testPorts } from '../../support/pool-ports.ts';
import { committedRun, runRequest, stream } from '../../support/pool-run.ts';

describe('commitRun', () => {
  it('stores the input and the index before the record, and sends nothing', async () => {
    const ports = testPorts();
    const { record, keys } = await committedRun(ports, 3);
    expect([...ports.store.objects.keys()]).to.deep.equal([keys.inputs, keys.chunks, keys.record]);
    expect(isRunId(record.run)).to.equal(true);
    expect(record.run.slice(0, 15)).to.equal('20261121T195600');
    expect(ports.store.text(keys.inputs)).to.equal('{"n":0}\n{"n":1}\n{"n":2}\n');
    const index = decodeChunkIndex((await ports.store.get(keys.chunks)) ?? new Uint8Array());
    expect(index.place(2)).to.deep.equal({ chunk: 2, first: 2, count: 1, from: 16, to: 24 });
    expect(ports.queue.sent).to.deep.equal([]);
  });

  it('stores nothing of an input with a bad line', async () => {
    const ports = testPorts();
    const error = await committedRun(ports, 0, { input: stream('1\n', 'x\n') }).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).to.be.instanceOf(ProblemsError);
    expect((error as ProblemsError).message).to.include('nothing was sent');
    expect([...ports.store.objects.keys()]).to.deep.equal([]);
  });

  it('tells run, largest bill and deadline before the first message', async () => {
    const ports = testPorts();
    await submit(ports, runRequest(3, { largestBill: () => 1.25 }));
    const types = ports.events.map(({ type }) => type);
    expect(types).to.deep.equal(['input', 'run-created', 'sent', 'safe-to-leave']);
    const created = ports.events[1];
    expect(created).to.include({ pool: 'hello', tasks: 3, chunks: 3, largestBill: 1.25 });
  });

  it('lives three days at most', async () => {
    const ports = testPorts();
    const { record } = await committedRun(ports, 1, { lifetimeSeconds: 10 ** 9 });
    expect(record.until - record.createdAt / 1000).to.equal(3 * 24 * 3_600);
  });

  it('lets the user leave while the input is silent', async () => {
    const ports = testPorts();
    const silent = async function* () {
      yield Buffer.from('1\n');
      setImmediate(() => ports.leave.abort());
      await new Promise(() => undefined);
    };
    const error = await committedRun(ports, 0, { input: silent() }).catch((thrown: unknown) => thrown);
    expect((error as CloudpoolError).code).to.equal('INTERRUPTED');
    expect([...ports.store.objects.keys()]).to.deep.equal([]);
  });

  it('commits nothing when the user leaves while the input is read', async () => {
    const ports = testPorts();
    const input = async function* () {
      yield Buffer.from('1\n');
      ports.leave.abort();
      yield Buffer.from('2\n');
    };
    const error = await committedRun(ports, 0, { input: input() }).catch((thrown: unknown) => thrown);
    expect([(error as CloudpoolError).code, (error as CloudpoolError).exitCode]).to.deep.equal([
      'INTERRUPTED',
      130,
    ]);
    expect([...ports.store.objects.keys()]).to.deep.equal([]);
  });
});
