import { expect } from 'chai';
import { threadBenches, valueIn } from './bench.ts';

describe('createThreadExecutor, when tasks are cut short', () => {
  const open = threadBenches();
  const timeoutMs = 150;

  it('ends a task at its time-out, and leaves its neighbour alone', async () => {
    const { run } = open('io');
    const thread = valueIn(await run('thread'));
    const [late, neighbour] = await Promise.all([run('obeys', { timeoutMs }), run('waits', { detail: 600 })]);
    expect(late).to.deep.equal({ kind: 'timeout' });
    expect(valueIn(neighbour)).to.equal(thread);
  });

  it('ends a task that ignores its signal, and leaves its neighbour alone', async () => {
    const { run, executor } = open('io');
    const [late, neighbour] = await Promise.all([
      run('ignores', { timeoutMs }),
      run('waits', { detail: 600 }),
    ]);
    expect(late).to.deep.equal({ kind: 'timeout' });
    const thread = valueIn(neighbour);
    await executor.quiet();
    expect(valueIn(await run('thread'))).to.not.equal(thread);
  });

  it('ends the thread of an endless loop: a time-out for the guilty, a death for its neighbour', async () => {
    const { run } = open('io');
    await run('nothing');
    const neighbour = run('obeys');
    const looping = run('loops', { task: 5, timeoutMs });
    expect(await looping).to.deep.equal({ kind: 'timeout' });
    expect(await neighbour).to.deep.equal({
      kind: 'died',
      reason: 'its thread was ended because task 5 beside it no longer answered',
    });
    expect((await run('thread')).kind).to.equal('value');
  });

  it('does not count the loading of the code as time of the task', async () => {
    const { run } = open('io');
    expect((await run('nothing', { timeoutMs: 30 })).kind).to.equal('value');
  });

  it('ends an aborted task at once, even in an endless loop', async () => {
    const { run, executor } = open('io', { graceMs: 300 });
    const before = valueIn(await run('thread'));
    const controller = new AbortController();
    const looping = run('loops', { signal: controller.signal });
    setTimeout(() => controller.abort(), 50);
    const began = Date.now();
    expect(await looping).to.deep.equal({ kind: 'aborted' });
    expect(Date.now() - began).to.be.below(250);
    await executor.quiet();
    expect(valueIn(await run('thread'))).to.not.equal(before);
  });

  it('never starts a task whose signal has aborted', async () => {
    const { run } = open('io');
    expect(await run('count starts', { signal: AbortSignal.abort() })).to.deep.equal({ kind: 'aborted' });
    expect(valueIn(await run('count starts'))).to.equal(1);
  });

  it('aborts while the code still loads', async () => {
    const { run } = open('silent', { bootMs: 5_000 });
    const began = Date.now();
    expect(await run('nothing', { signal: AbortSignal.timeout(50) })).to.deep.equal({ kind: 'aborted' });
    expect(Date.now() - began).to.be.below(2_000);
  });

  it('aborts a computing task that still waits for a processor', async () => {
    const { run } = open('cpu', { memoryMb: 1_769 });
    const busy = run('waits', { detail: 500 });
    const waiting = run('count starts', { signal: AbortSignal.timeout(100) });
    expect(await waiting).to.deep.equal({ kind: 'aborted' });
    expect((await busy).kind).to.equal('value');
    expect(valueIn(await run('count starts'))).to.equal(1);
  });

  it('ends fifty tasks with one abort, without a word of warning', async () => {
    const { run } = open('io');
    const warnings: Error[] = [];
    const note = (warning: Error) => void warnings.push(warning);
    process.on('warning', note);
    const signal = AbortSignal.timeout(150);
    const ends = await Promise.all(Array.from({ length: 50 }, () => run('obeys', { signal })));
    process.off('warning', note);
    expect(new Set(ends.map(({ kind }) => kind))).to.deep.equal(new Set(['aborted']));
    expect(warnings).to.deep.equal([]);
  });

  describe('quiet', () => {
    it('waits for what still runs', async () => {
      const { run, executor } = open('io');
      let ended = false;
      const running = run('waits', { detail: 200 }).then(() => {
        ended = true;
      });
      await run('nothing');
      await executor.quiet();
      expect(ended).to.equal(true);
      await running;
    });

    it('keeps the thread when an aborted task obeys', async () => {
      const { run, executor } = open('io');
      const thread = valueIn(await run('thread'));
      await run('obeys', { signal: AbortSignal.timeout(50) });
      await executor.quiet();
      expect(valueIn(await run('thread'))).to.equal(thread);
    });
  });
});
