import { expect } from 'chai';
import { encodeGiveBack } from '../../../functions/runtime/protocol/claim.ts';
import { looseKeys } from '../../../functions/runtime/protocol/keys.ts';
import { StoreError } from '../../../functions/runtime/protocol/ports.ts';
import { DeadLetterDrain } from '../../../scripts/pool/dead/dead-letter-drain.ts';
import {
  chunkLetter,
  claim,
  drain,
  letter,
  namesOf,
  notices,
  POOL,
  resultOf,
  sizing,
} from '../../support/dead-letters.ts';
import { testPorts } from '../../support/pool-ports.ts';
import { committedRun, lineOf, work } from '../../support/pool-run.ts';

describe('DeadLetterDrain', () => {
  it('ends the tasks of a chunk that nobody began as NeverRan, and only then deletes its message', async () => {
    const ports = testPorts();
    const run = await committedRun(ports, 6, { sizing });
    ports.deadLetters.letters.push(chunkLetter(run, 1));
    const deleted: boolean[] = [];
    const { delete: remove } = ports.deadLetters;
    ports.deadLetters.delete = async gone => {
      deleted.push(ports.store.objects.has(run.keys.result(1)));
      await remove(gone);
    };
    await drain(ports);
    const { header, outcomes } = resultOf(ports, run.keys.result(1));
    expect(header).to.include({
      by: 'closer',
      chunk: 1,
      first: 3,
      count: 3,
      failed: 3,
      attempt: 0,
      losses: 0,
    });
    expect(outcomes.map(({ task, attempts }) => [task, attempts])).to.deep.equal([
      [3, 0],
      [4, 0],
      [5, 0],
    ]);
    expect(namesOf(outcomes)).to.deep.equal(['NeverRan', 'NeverRan', 'NeverRan']);
    expect([deleted, ports.deadLetters.letters]).to.deep.equal([[true], []]);
    expect(notices(ports)).to.deep.equal([
      `the queue gave up chunk 1 of run ${run.record.run}: 3 tasks end with an error`,
    ]);
  });

  it('keeps what attempts gained before they gave back, and names the lost worker of the rest', async () => {
    const ports = testPorts();
    const run = await committedRun(ports, 3, { sizing });
    await claim(ports, run, { chunk: 0 });
    const tries = [{ task: 1, started: 2, failed: 1 }];
    const end = { token: 't', attempt: 1, reason: 'deadline', at: 1, outcomes: [lineOf(0)], tries } as const;
    await ports.store.put(run.keys.end(0, 1), encodeGiveBack(end));
    await claim(ports, run, { chunk: 0, attempt: 2 });
    ports.deadLetters.letters.push(chunkLetter(run, 0));
    await drain(ports);
    const { header, outcomes } = resultOf(ports, run.keys.result(0));
    expect(header).to.include({ failed: 2, attempt: 2, losses: 1 });
    expect(namesOf(outcomes)).to.deep.equal(['ok', 'WorkerLost', 'WorkerLost']);
    expect(outcomes.map(({ attempts }) => attempts)).to.deep.equal([1, 2, 0]);
    expect(notices(ports)[0]).to.include('2 tasks end with an error');
  });

  it('closes letters of any run of the pool', async () => {
    const ports = testPorts();
    const runs = [await committedRun(ports, 1, { lifetimeSeconds: 1 })];
    ports.clock.time += 60_000;
    runs.push(await committedRun(ports, 1));
    ports.deadLetters.letters.push(...runs.map((run, at) => chunkLetter(run, 0, `m${at}`)));
    // The first is past its last moment: its tasks still get a reason.
    await drain(ports);
    for (const run of runs) expect(ports.store.objects.has(run.keys.result(0))).to.equal(true);
    expect(notices(ports)[0]).to.include('and 1 more: 2 tasks end');
  });

  it('deletes the letter of a chunk that has its result, and leaves the result alone', async () => {
    const ports = testPorts();
    const run = await committedRun(ports, 1);
    await work(ports, run, [0]);
    const before = ports.store.text(run.keys.result(0));
    ports.deadLetters.letters.push(chunkLetter(run, 0));
    await drain(ports);
    expect([ports.deadLetters.letters, notices(ports)]).to.deep.equal([[], []]);
    expect(ports.store.text(run.keys.result(0))).to.equal(before);
  });

  it('leaves a chunk alone that another message has brought to work, until that claim is over', async () => {
    const ports = testPorts();
    const run = await committedRun(ports, 1);
    await claim(ports, run, { chunk: 0, messageId: 'another', ends: ports.clock.now() + 30_000 });
    ports.deadLetters.letters.push(chunkLetter(run, 0));
    const drainer = await drain(ports);
    expect(ports.store.objects.has(run.keys.result(0))).to.equal(false);
    expect([ports.deadLetters.letters.length, drainer.kept]).to.deep.equal([1, 0]);
    ports.clock.time += 61_000;
    await drain(ports, drainer);
    expect(namesOf(resultOf(ports, run.keys.result(0)).outcomes)).to.deep.equal(['WorkerLost']);
    expect(ports.deadLetters.letters).to.deep.equal([]);
  });

  it('ends a loose task under its own id, or under that of its message', async () => {
    const ports = testPorts();
    ports.deadLetters.letters.push(
      letter('m1', '{"cloudpool":{"id":"daily"},"n":1}'),
      letter('m2', '{"n":1}'),
      letter('m3', 'no JSON'),
    );
    await drain(ports);
    const names = ['daily', 'm2', 'm3'].map(id => {
      const { header, outcomes } = resultOf(ports, looseKeys({ pool: POOL, id }).result(0));
      expect(header).to.include({ run: id, chunk: 0, first: 0, count: 1 });
      return namesOf(outcomes)[0];
    });
    expect(names).to.deep.equal(['NeverRan', 'NeverRan', 'InputCorrupt']);
    expect(ports.deadLetters.letters).to.deep.equal([]);
  });

  it('leaves what it does not understand, names each once, and closes the others', async () => {
    const ports = testPorts();
    const run = await committedRun(ports, 1);
    const { body, attributes } = chunkLetter(run, 0);
    ports.deadLetters.letters.push(
      letter('bad', 'hello', attributes),
      letter('new', body, { cloudpool: 'chunk.9' }),
      letter('gone', body.replace(run.record.run, '20200101T000000-aaaa'), attributes),
      letter('other', body.replace('"count":1', '"count":2'), attributes),
      chunkLetter(run, 0),
    );
    const drainer = await drain(ports);
    expect(ports.deadLetters.letters.map(({ messageId }) => messageId)).to.deep.equal([
      'bad',
      'new',
      'gone',
      'other',
    ]);
    expect(drainer.kept).to.equal(4);
    const told = notices(ports);
    expect(told).to.have.length(5);
    for (const why of ['not JSON', 'another version: chunk.9', 'there is no run', 'has no chunk 0 of 2']) {
      expect(
        told.some(message => message.includes(why)),
        why,
      ).to.equal(true);
    }
    expect(told[0]).to.include('expires after 14 days');
    ports.clock.time += 120_000;
    await drain(ports, drainer);
    expect(notices(ports), 'nothing new').to.have.length(5);
  });

  it('goes on where another one died between the result and the delete', async () => {
    const ports = testPorts();
    const run = await committedRun(ports, 1);
    ports.deadLetters.letters.push(chunkLetter(run, 0));
    const { delete: remove } = ports.deadLetters;
    ports.deadLetters.delete = async () => {
      throw new StoreError('cut', { transient: true });
    };
    await drain(ports);
    const before = ports.store.text(run.keys.result(0));
    expect(ports.deadLetters.letters).to.have.length(1);
    ports.deadLetters.delete = remove;
    ports.clock.time += 61_000;
    await drain(ports);
    expect(ports.deadLetters.letters).to.deep.equal([]);
    expect(ports.store.text(run.keys.result(0))).to.equal(before);
  });

  it('may be two at once: one result, by whoever comes first', async () => {
    const ports = testPorts();
    const run = await committedRun(ports, 3, { sizing });
    ports.deadLetters.letters.push(chunkLetter(run, 0));
    // Both received it: hiding is not exclusive.
    ports.deadLetters.receive = async () => [...ports.deadLetters.letters];
    await Promise.all([drain(ports), drain(ports)]);
    expect(ports.deadLetters.letters).to.deep.equal([]);
    const { outcomes } = resultOf(ports, run.keys.result(0));
    expect(namesOf(outcomes)).to.deep.equal(['NeverRan', 'NeverRan', 'NeverRan']);
    expect(notices(ports), 'one of them closed it').to.have.length(1);
  });

  it('takes ten at a time, one batch a look, and all of them in the end', async () => {
    const ports = testPorts();
    const run = await committedRun(ports, 25);
    ports.deadLetters.letters.push(...Array.from({ length: 25 }, (_, chunk) => chunkLetter(run, chunk)));
    const drainer = new DeadLetterDrain(ports, POOL);
    const left: number[] = [];
    for (let look = 0; look < 3; look += 1) {
      await drainer.look();
      left.push(ports.deadLetters.letters.length);
    }
    expect(left).to.deep.equal([15, 5, 0]);
  });

  it('asks for the count at most every ten seconds, and for messages only when there are some', async () => {
    const ports = testPorts();
    let counts = 0;
    ports.deadLetters.counts = async () => {
      counts += 1;
      return { visible: 0, inFlight: 0, delayed: 0 };
    };
    const drainer = new DeadLetterDrain(ports, POOL);
    for (let look = 0; look < 30; look += 1) {
      await drainer.look();
      ports.clock.time += 1_000;
    }
    expect([counts, ports.deadLetters.receives]).to.deep.equal([3, 0]);
  });

  it('says once that it may not look, and disturbs nobody', async () => {
    const ports = testPorts();
    ports.deadLetters.counts = async () => {
      throw new StoreError('sqs:GetQueueAttributes: AccessDenied: no', { transient: false });
    };
    const drainer = new DeadLetterDrain(ports, POOL);
    for (let look = 0; look < 3; look += 1) {
      await drainer.look();
      ports.clock.time += 20_000;
    }
    expect(notices(ports)).to.have.length(1);
    expect(notices(ports)[0]).to.include('AccessDenied');
  });

  it('closes all there are when asked to, and says what became of them', async () => {
    const ports = testPorts();
    const run = await committedRun(ports, 23);
    await work(ports, run, [0]);
    await claim(ports, run, { chunk: 1, messageId: 'another' });
    const { attributes } = chunkLetter(run, 0);
    ports.deadLetters.letters.push(
      ...Array.from({ length: 23 }, (_, chunk) => chunkLetter(run, chunk)),
      letter('bad', 'hello', attributes),
    );
    const totals = await new DeadLetterDrain(ports, POOL).drainAll();
    expect(totals).to.deep.equal({ closed: 21, failed: 21, finished: 1, busy: 1, unknown: 1 });
    expect(ports.deadLetters.letters.map(({ messageId }) => messageId)).to.deep.equal(['m1', 'bad']);
  });

  it('comes to an end when letters that stay are shown again at once', async () => {
    const ports = testPorts();
    ports.deadLetters.letters.push(letter('bad', 'hello', { cloudpool: 'chunk.1' }));
    ports.deadLetters.receive = async () => [...ports.deadLetters.letters];
    const totals = await new DeadLetterDrain(ports, POOL).drainAll();
    expect(totals).to.include({ closed: 0, unknown: 1 });
  });
});
