import { expect } from 'chai';
import { encodeClaim } from '../../functions/runtime/protocol/claim.ts';
import { CloudpoolError } from '../../scripts/errors.ts';
import type { OutcomeSink } from '../../scripts/pool/collect/sink.ts';
import { drive } from '../../scripts/pool/drive.ts';
import { loadRun } from '../../scripts/pool/load-run.ts';
import type { OpenRun } from '../../scripts/pool/ports.ts';
import { resumeRun } from '../../scripts/pool/resume-run.ts';
import { sendChunks } from '../../scripts/pool/submit/send-chunks.ts';
import { type TestPorts, testPorts } from '../support/pool-ports.ts';
import { committedRun, work } from '../support/pool-run.ts';

interface MemorySink extends OutcomeSink {
  readonly tasks: number[];
  end: 'open' | 'whole' | 'discarded';
}

function memorySink(): MemorySink {
  const sink: MemorySink = {
    tasks: [],
    end: 'open',
    write: async lines =>
      void sink.tasks.push(...lines.map(line => JSON.parse(Buffer.from(line).toString()).task as number)),
    commit: async () => {
      sink.end = 'whole';
    },
    discard: async () => {
      sink.end = 'discarded';
    },
  };
  return sink;
}

const upTo = (end: number) => Array.from({ length: end }, (_, task) => task);
const sentChunks = (ports: TestPorts) => ports.queue.sent.map(({ body }) => JSON.parse(body).chunk as number);

/** Workers that finish whatever is sent, while the client waits. */
function workers(ports: TestPorts, run: OpenRun): void {
  ports.clock.meanwhile = () => work(ports, run, sentChunks(ports));
}

async function reopened(ports: TestPorts, { record }: OpenRun): Promise<OpenRun> {
  const run = await loadRun(ports, record);
  if (!run) throw new Error('the run is gone');
  return run;
}

function claim(ports: TestPorts, run: OpenRun, { chunk, ends }: { chunk: number; ends: number }) {
  const at = ports.clock.now();
  const body = { token: 't', attempt: 1, messageId: 'm', receive: 1, worker: 'w', code: 'c', at, ends };
  return ports.store.put(run.keys.claim(chunk, 1), encodeClaim({ ...body, mode: 'normal' }));
}

describe('drive', () => {
  it('sends, collects in order, marks the run as complete, then shows the output', async () => {
    const ports = testPorts();
    const run = await committedRun(ports, 25);
    workers(ports, run);
    const sink = memorySink();
    const summary = await drive(ports, run, { sink, ordered: true, from: 0 });
    expect(summary).to.include({ tasks: 25, done: 25, failed: 5, complete: true });
    expect([sink.tasks, sink.end]).to.deep.equal([upTo(25), 'whole']);
    expect(JSON.parse(ports.store.text(run.keys.summary))).to.include({ tasks: 25, failed: 5 });
  });

  it('says how many messages are missing when the user leaves while sending', async () => {
    const ports = testPorts();
    const run = await committedRun(ports, 3_000);
    ports.queue.fault = (_, call) => {
      if (call === 70) ports.leave.abort();
      return [];
    };
    const sink = memorySink();
    const error = (await drive(ports, run, { sink, ordered: true, from: 0 }).catch(
      (thrown: unknown) => thrown,
    )) as CloudpoolError;
    expect(error).to.be.instanceOf(CloudpoolError);
    expect([error.code, error.exitCode, sink.end]).to.deep.equal(['DETACHED', 130, 'discarded']);
    expect(error.message).to.match(/only \d+ of 3000 chunks were sent/);
    expect(error.hint).to.include(`npx cloudpool resume ${run.record.run} sends the rest`);
    expect(ports.events.map(({ type }) => type)).to.include('detached');
  });

  it('ends with the reason when SQS refuses, instead of waiting for results', async () => {
    const ports = testPorts();
    const run = await committedRun(ports, 5);
    ports.queue.fault = messages =>
      messages.map(({ id }) => ({ id, code: 'X', message: '', senderFault: true }));
    const sink = memorySink();
    const error = await drive(ports, run, { sink, ordered: true, from: 0 }).catch(
      (thrown: unknown) => thrown,
    );
    expect((error as CloudpoolError).code).to.equal('MESSAGE_REFUSED');
    expect(sink.end).to.equal('discarded');
  });
});

describe('resumeRun', () => {
  const lost = { emptyForMs: 120_000, lookEveryMs: 10_000 };

  it('only collects a complete run', async () => {
    const ports = testPorts();
    const run = await committedRun(ports, 5);
    await work(ports, run, upTo(5));
    await drive(ports, run, { sink: memorySink(), ordered: true, from: 5 });
    const before = [...ports.store.objects.keys()];
    const sink = memorySink();
    await resumeRun(ports, await reopened(ports, run), { sink, ordered: true });
    expect(sink.tasks).to.deep.equal(upTo(5));
    expect(ports.queue.sent).to.deep.equal([]);
    expect([...ports.store.objects.keys()]).to.deep.equal(before);
  });

  it('goes on sending where sent.json ends', async () => {
    const ports = testPorts();
    const run = await committedRun(ports, 2_500);
    await ports.store.put(run.keys.sent, '{"v":1,"upTo":2000,"at":1}');
    await work(ports, run, upTo(2_000));
    workers(ports, run);
    const sink = memorySink();
    await resumeRun(ports, await reopened(ports, run), { sink, ordered: true, lost });
    expect(sink.tasks).to.deep.equal(upTo(2_500));
    expect(sentChunks(ports).sort((a, b) => a - b)).to.deep.equal(upTo(2_500).slice(2_000));
  });

  it('sends everything of a run whose client died before the first message', async () => {
    const ports = testPorts();
    const run = await committedRun(ports, 3);
    workers(ports, run);
    const sink = memorySink();
    await resumeRun(ports, await reopened(ports, run), { sink, ordered: true, lost });
    expect(sink.tasks).to.deep.equal([0, 1, 2]);
  });

  it('sends an open chunk again after two minutes of emptiness, not before', async () => {
    const ports = testPorts();
    const run = await committedRun(ports, 3);
    await sendChunks(ports, run);
    await work(ports, run, [0, 2]);
    ports.queue.sent.length = 0;
    const start = ports.clock.now();
    let resentAt = 0;
    ports.queue.fault = () => {
      resentAt = ports.clock.now();
      return [];
    };
    workers(ports, run);
    const sink = memorySink();
    await resumeRun(ports, await reopened(ports, run), { sink, ordered: true, lost });
    expect(sink.tasks).to.deep.equal([0, 1, 2]);
    expect(sentChunks(ports)).to.deep.equal([1]);
    expect(resentAt - start).to.be.at.least(lost.emptyForMs);
  });

  it('never doubles running work: waits for the end of the last claim', async () => {
    const ports = testPorts();
    const run = await committedRun(ports, 1);
    await sendChunks(ports, run);
    ports.queue.sent.length = 0;
    const ends = ports.clock.now() + 900_000;
    await claim(ports, run, { chunk: 0, ends });
    let resentAt = 0;
    ports.queue.fault = () => {
      resentAt = ports.clock.now();
      return [];
    };
    workers(ports, run);
    await resumeRun(ports, await reopened(ports, run), { sink: memorySink(), ordered: true, lost });
    expect(resentAt).to.be.greaterThan(ends);
  });

  it('sends again although a dead letter stays that nobody understands', async () => {
    const ports = testPorts();
    const run = await committedRun(ports, 1);
    await sendChunks(ports, run);
    ports.queue.sent.length = 0;
    const stays = { messageId: 'm', receiptHandle: 'r', receiveCount: 9, body: 'hello' };
    ports.deadLetters.letters.push({ ...stays, attributes: { cloudpool: 'chunk.1' } });
    workers(ports, run);
    const sink = memorySink();
    await resumeRun(ports, await reopened(ports, run), { sink, ordered: true, lost });
    expect([sink.tasks, ports.deadLetters.letters.length]).to.deep.equal([[0], 1]);
  });

  for (const place of ['queue', 'deadLetters'] as const) {
    it(`sends nothing again while a message is in the ${place}`, async () => {
      const ports = testPorts();
      const run = await committedRun(ports, 1, { lifetimeSeconds: 3_600 });
      await sendChunks(ports, run);
      ports.queue.sent.length = 0;
      const busy = {
        [place]: { ...ports[place], counts: async () => ({ visible: 0, inFlight: 1, delayed: 0 }) },
      };
      const work = resumeRun({ ...ports, ...busy }, run, { sink: memorySink(), ordered: true, lost });
      const error = await work.catch((thrown: unknown) => thrown);
      expect((error as CloudpoolError).code).to.equal('RUN_EXPIRED');
      expect(ports.queue.sent).to.deep.equal([]);
    });
  }

  it('sends nothing past the deadline, and says that results are missing', async () => {
    const ports = testPorts();
    const run = await committedRun(ports, 2, { lifetimeSeconds: 60 });
    ports.clock.time += 600_000;
    const sink = memorySink();
    const error = await resumeRun(ports, run, { sink, ordered: true, lost }).catch(
      (thrown: unknown) => thrown,
    );
    expect((error as CloudpoolError).code).to.equal('RUN_EXPIRED');
    expect([ports.queue.sent.length, sink.end]).to.deep.equal([0, 'discarded']);
  });
});
