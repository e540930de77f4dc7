import { expect } from 'chai';
import { type OutgoingMessage, StoreError } from '../../../functions/runtime/protocol/ports.ts';
import { CloudpoolError } from '../../../scripts/errors.ts';
import { sendChunks } from '../../../scripts/pool/submit/send-chunks.ts';
import { testPorts } from '../../support/pool-ports.ts';
import { committedRun } from '../../support/pool-run.ts';

const chunksOf = (messages: readonly OutgoingMessage[]) =>
  messages.map(({ body }) => JSON.parse(body).chunk as number).sort((a, b) => a - b);
const upTo = (end: number) => Array.from({ length: end }, (_, chunk) => chunk);
const refuse = (messages: readonly OutgoingMessage[], senderFault: boolean) =>
  messages.map(({ id }) => ({ id, code: 'Oops', message: 'no', senderFault }));

describe('sendChunks', () => {
  it('sends every chunk once, ten a call, and writes down that all were accepted', async () => {
    const ports = testPorts();
    const run = await committedRun(ports, 1_234);
    expect(await sendChunks(ports, run)).to.equal(1_234);
    expect(chunksOf(ports.queue.sent)).to.deep.equal(upTo(1_234));
    expect(ports.queue.calls).to.equal(124);
    expect(JSON.parse(ports.store.text(run.keys.sent))).to.include({ upTo: 1_234 });
    expect(ports.events.at(-1)?.type).to.equal('safe-to-leave');
  });

  it('writes messages of the protocol, grouped by run', async () => {
    const ports = testPorts();
    const run = await committedRun(ports, 3);
    await sendChunks(ports, run);
    const message = ports.queue.sent[1];
    expect(message?.group).to.equal(run.record.run);
    expect(message?.attributes).to.deep.equal({ cloudpool: 'chunk.1' });
    const { until } = run.record;
    const place = { first: 1, count: 1, from: 8, to: 16 };
    expect(JSON.parse(message?.body ?? '')).to.deep.equal({
      v: 1,
      run: run.record.run,
      chunk: 1,
      ...place,
      until,
    });
  });

  it('sends again what SQS failed, and only that', async () => {
    const ports = testPorts();
    const run = await committedRun(ports, 100);
    ports.queue.fault = (messages, call) =>
      call <= 15
        ? refuse(
            messages.filter((_, at) => at % 2 === call % 2),
            false,
          )
        : [];
    await sendChunks(ports, run);
    expect(chunksOf(ports.queue.sent)).to.deep.equal(upTo(100));
    expect(ports.queue.calls).to.be.greaterThan(15);
  });

  it('tries a call again that did not answer', async () => {
    const ports = testPorts();
    const run = await committedRun(ports, 30);
    ports.queue.fault = (_, call) => {
      if (call % 2 === 1) throw new StoreError('no answer', { transient: true });
      return [];
    };
    await sendChunks(ports, run);
    expect(chunksOf(ports.queue.sent)).to.deep.equal(upTo(30));
  });

  it('stops the run when SQS will never accept a message', async () => {
    const ports = testPorts();
    const run = await committedRun(ports, 20);
    ports.queue.fault = messages => refuse(messages.slice(0, 1), true);
    const error = await sendChunks(ports, run).then(
      () => undefined,
      (thrown: unknown) => thrown as CloudpoolError,
    );
    expect(error).to.be.instanceOf(CloudpoolError);
    expect(error?.code).to.equal('MESSAGE_REFUSED');
    expect(JSON.parse(ports.store.text(run.keys.stop))).to.include({ reason: 'failures' });
  });

  it('says how far it came when the user leaves, and sends the rest later', async () => {
    const ports = testPorts();
    const run = await committedRun(ports, 2_000);
    ports.queue.fault = (_, call) => {
      if (call === 60) ports.leave.abort();
      return [];
    };
    const sent = await sendChunks(ports, run);
    expect(sent).to.be.within(1, 1_999);
    expect(JSON.parse(ports.store.text(run.keys.sent)).upTo).to.equal(sent);
    expect(ports.events.map(({ type }) => type)).not.to.include('safe-to-leave');
    await sendChunks({ ...ports, signal: new AbortController().signal }, run, sent);
    expect([...new Set(chunksOf(ports.queue.sent))]).to.deep.equal(upTo(2_000));
  });

  it('sends nothing after the deadline of the run', async () => {
    const ports = testPorts();
    const { record, ...run } = await committedRun(ports, 30);
    const past = Math.floor(ports.clock.now() / 1000) - 1;
    expect(await sendChunks(ports, { ...run, record: { ...record, until: past } })).to.equal(0);
    expect(ports.queue.calls).to.equal(0);
  });
});
