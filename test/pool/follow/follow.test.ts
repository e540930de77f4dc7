import { expect } from 'chai';
import { CloudpoolError } from '../../../scripts/errors.ts';
import { follow } from '../../../scripts/pool/follow/follow.ts';
import type { OpenRun } from '../../../scripts/pool/ports.ts';
import { sendChunks } from '../../../scripts/pool/submit/send-chunks.ts';
import { type TestPorts, testPorts } from '../../support/pool-ports.ts';
import { committedRun, lineOf, resultBytes, work } from '../../support/pool-run.ts';

async function tasksOf(ports: TestPorts, run: OpenRun, options: Parameters<typeof follow>[2]) {
  const tasks: number[] = [];
  for await (const { outcomes } of follow(ports, run, options))
    tasks.push(...outcomes.map(({ task }) => task));
  return tasks;
}

async function failure(work: Promise<unknown>): Promise<CloudpoolError> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof CloudpoolError) return error;
  throw new Error(`expected a CloudpoolError, got ${error}`);
}

/** Lets the results of the chunks appear one after another, one each time the client waits. */
function appearInTurn(ports: TestPorts, run: OpenRun, chunks: readonly number[]): void {
  const rest = [...chunks];
  ports.clock.meanwhile = () => work(ports, run, rest.splice(0, 1));
}

const upTo = (end: number) => Array.from({ length: end }, (_, task) => task);

describe('follow', () => {
  it('yields outcomes in task order, whatever the order of the results', async () => {
    const ports = testPorts();
    const run = await committedRun(ports, 12, { sizing: { k: 1, concurrency: 1, chunk: 2 } });
    appearInTurn(ports, run, [3, 1, 5, 0, 2, 4]);
    expect(await tasksOf(ports, run, { ordered: true })).to.deep.equal(upTo(12));
  });

  it('yields results as they come when no order is asked for', async () => {
    const ports = testPorts();
    const run = await committedRun(ports, 6);
    appearInTurn(ports, run, [3, 1, 5, 0, 2, 4]);
    expect(await tasksOf(ports, run, { ordered: false })).to.deep.equal([3, 1, 5, 0, 2, 4]);
  });

  it('finds results across pages of a thousand', async () => {
    const ports = testPorts();
    const run = await committedRun(ports, 2_500);
    await work(
      ports,
      run,
      upTo(2_500).filter(chunk => chunk % 7 !== 0),
    );
    ports.clock.meanwhile = () => work(ports, run, upTo(2_500));
    expect(await tasksOf(ports, run, { ordered: true })).to.deep.equal(upTo(2_500));
  });

  it('takes a large chunk in parts, so that memory does not grow with the chunk', async () => {
    const ports = testPorts();
    const run = await committedRun(ports, 1_200, { sizing: { k: 1, concurrency: 1, chunk: 1_200 } });
    await work(ports, run, [0]);
    const parts: number[] = [];
    for await (const { outcomes, lines } of follow(ports, run, { ordered: true })) {
      expect(lines).to.have.length(outcomes.length);
      parts.push(outcomes.length);
    }
    expect(parts).to.deep.equal([500, 500, 200]);
  });

  it('lets the user leave while the store is silent', async () => {
    const ports = testPorts();
    const run = await committedRun(ports, 1);
    ports.store.list = () => {
      setImmediate(() => ports.leave.abort());
      return new Promise(() => undefined);
    };
    expect((await failure(tasksOf(ports, run, { ordered: true }))).code).to.equal('DETACHED');
  });

  it('hands lines on byte for byte', async () => {
    const ports = testPorts();
    const run = await committedRun(ports, 1);
    const line = '{"task":0,"ok":true,"value":12345678901234567890.10,"attempts":1}';
    const bytes = resultBytes(run, 0, task => ({ task, ok: true, attempts: 1, line }));
    await ports.store.put(run.keys.result(0), bytes);
    for await (const { lines } of follow(ports, run, { ordered: true }))
      expect(Buffer.from(lines[0] ?? []).toString()).to.equal(line);
  });

  it('puts outcomes that lie in objects of their own in place', async () => {
    const ports = testPorts();
    const run = await committedRun(ports, 2, { sizing: { k: 1, concurrency: 1, chunk: 2 } });
    const blob = run.keys.blob(0, 1, 1);
    const large = JSON.stringify({ task: 1, ok: true, value: 'x'.repeat(40_000), attempts: 1 });
    await ports.store.put(blob, large);
    const short = JSON.stringify({
      task: 1,
      ok: true,
      blob: blob.slice(run.keys.prefix.length),
      attempts: 1,
    });
    const bytes = resultBytes(run, 0, task =>
      task === 1 ? { task, ok: true, attempts: 1, line: short } : lineOf(task),
    );
    await ports.store.put(run.keys.result(0), bytes);
    for await (const { lines, outcomes } of follow(ports, run, { ordered: true })) {
      expect(Buffer.from(lines[1] ?? []).toString()).to.equal(large);
      expect(outcomes[1]).to.deep.equal(JSON.parse(large));
    }
  });

  it('refuses the result of another chunk, and one with a task missing', async () => {
    const ports = testPorts();
    const run = await committedRun(ports, 4, { sizing: { k: 1, concurrency: 1, chunk: 2 } });
    await ports.store.put(run.keys.result(0), resultBytes(run, 1));
    expect((await failure(tasksOf(ports, run, { ordered: true }))).code).to.equal('RESULT_CORRUPT');
    const [header, first] = Buffer.from(resultBytes(run, 0)).toString().split('\n');
    await ports.store.put(run.keys.result(0), `${header}\n${first}\n`);
    expect((await failure(tasksOf(ports, run, { ordered: true }))).code).to.equal('RESULT_CORRUPT');
  });

  it('looks rarely while nothing happens, and soon again after a short chunk', async () => {
    const ports = testPorts();
    const run = await committedRun(ports, 2);
    const waits: number[] = [];
    ports.clock.meanwhile = ms => {
      waits.push(ms);
      return waits.length === 8
        ? work(ports, run, [0])
        : waits.length === 12
          ? work(ports, run, [1])
          : undefined;
    };
    await tasksOf(ports, run, { ordered: true });
    expect(waits.slice(0, 3).map(Math.round)).to.deep.equal([150, 225, 338]);
    expect(waits[7]).to.equal(1_000);
    expect(waits[8]).to.equal(50);
  });

  it('ends with an error past the deadline, and names what is missing', async () => {
    const ports = testPorts();
    const run = await committedRun(ports, 3, { lifetimeSeconds: 60 });
    await work(ports, run, [1]);
    const error = await failure(tasksOf(ports, run, { ordered: false }));
    expect(error.code).to.equal('RUN_EXPIRED');
    expect(error.message).to.include('2 of 3 chunks (2 tasks)');
    expect(ports.clock.now()).to.be.greaterThan(run.record.until * 1000);
  });

  it('takes results that were written just before the end', async () => {
    const ports = testPorts();
    const run = await committedRun(ports, 1, { lifetimeSeconds: 60 });
    ports.clock.meanwhile = () =>
      ports.clock.now() > run.record.until * 1000 + 20_000 ? work(ports, run, [0]) : undefined;
    expect(await tasksOf(ports, run, { ordered: true })).to.deep.equal([0]);
  });

  it('says after three silent leases what can be seen, and goes on', async () => {
    const ports = testPorts();
    const run = await committedRun(ports, 1);
    ports.queue.empty = false;
    ports.clock.meanwhile = () =>
      ports.clock.now() > run.record.createdAt + 800_000 ? work(ports, run, [0]) : undefined;
    expect(await tasksOf(ports, run, { ordered: true })).to.deep.equal([0]);
    const notices = ports.events.flatMap(event => (event.type === 'notice' ? [event.message] : []));
    expect(notices).to.have.length(2);
    expect(notices[0]).to.include('no new result for 360 s').and.to.include('nobody takes them');
  });

  it('ends the tasks whose message was given up, instead of waiting for the deadline', async () => {
    const ports = testPorts();
    const run = await committedRun(ports, 2);
    await work(ports, run, [0]);
    await sendChunks(ports, run);
    const [, given] = ports.queue.sent;
    const { body = '', attributes = {} } = given ?? {};
    ports.deadLetters.letters.push({
      messageId: 'm',
      receiptHandle: 'r',
      receiveCount: 1_001,
      body,
      attributes,
    });
    const parts = await Array.fromAsync(follow(ports, run, { ordered: true }));
    const [, outcome] = parts.flatMap(({ outcomes }) => outcomes);
    expect(outcome).to.deep.include({ task: 1, ok: false, attempts: 0 });
    expect(ports.clock.now() - run.record.createdAt).to.be.below(5_000);
    expect(ports.deadLetters.letters).to.deep.equal([]);
  });

  it('tells the user who leaves how to come back', async () => {
    const ports = testPorts();
    const run = await committedRun(ports, 1);
    ports.clock.meanwhile = () => ports.leave.abort();
    const error = await failure(tasksOf(ports, run, { ordered: true }));
    expect([error.code, error.exitCode]).to.deep.equal(['DETACHED', 130]);
    expect(error.hint).to.include(`npx cloudpool resume ${run.record.run}`);
  });

  it('does not wait for results of a complete run that are gone', async () => {
    const ports = testPorts();
    const run = await committedRun(ports, 2);
    await work(ports, run, [0]);
    const error = await failure(tasksOf(ports, run, { ordered: true, complete: true }));
    expect(error.code).to.equal('RUN_EXPIRED');
  });
});
