import { expect } from 'chai';
import { threadBenches, valueIn } from './bench.ts';

describe('createThreadExecutor, when threads die', () => {
  const open = threadBenches();

  const deaths: readonly [does: string, detail: number, reason: string][] = [
    ['exits', 3, 'the code ended its thread with exit code 3'],
    ['exits', 0, 'the code ended its thread with exit code 0'],
    ['throws later', 0, 'uncaught RangeError: too late to catch'],
    ['throws null later', 0, 'uncaught null'],
    ['rejects aside', 0, 'uncaught RangeError: nobody waits for me'],
  ];
  for (const [does, detail, reason] of deaths) {
    it(`says so of a task that ${does} ${detail || ''}`, async () => {
      const { run } = open('io');
      expect(await run(does, { detail })).to.deep.equal({ kind: 'died', reason });
    });
  }

  it('says so of a task that wants more memory than there is', async () => {
    const { run } = open('io', { memoryMb: 128 });
    const end = await run('fills');
    expect(end).to.deep.equal({
      kind: 'died',
      reason: 'the thread ran out of memory (the heap may hold 48 MB)',
    });
  });

  it('does not listen to what the code says on the port of its thread', async () => {
    const { run } = open('io');
    const [spoke, waited] = await Promise.all([run('speaks out of turn'), run('waits', { detail: 200 })]);
    expect([spoke.kind, waited.kind]).to.deep.equal(['value', 'value']);
  });

  it('says so of the neighbours too', async () => {
    const { run } = open('io');
    const neighbours = [run('obeys'), run('waits', { detail: 60_000 })];
    const reason = 'the code ended its thread with exit code 9';
    expect(await run('exits', { detail: 9 })).to.deep.equal({ kind: 'died', reason });
    for (const end of await Promise.all(neighbours)) expect(end).to.deep.equal({ kind: 'died', reason });
  });

  it('believes a task that ended before its thread did', async () => {
    const { run } = open('io');
    const [first, second] = await Promise.all([run('thread'), run('exits', { detail: 1 })]);
    expect([first.kind, second.kind]).to.deep.equal(['value', 'died']);
  });

  it('runs the next task on a new thread', async () => {
    const { run } = open('io');
    const before = valueIn(await run('thread'));
    await run('exits', { detail: 1 });
    expect(valueIn(await run('thread'))).to.not.equal(before);
  });

  it('takes down no other computing task', async () => {
    const { run } = open('cpu', { memoryMb: 2 * 1_769 });
    const [kept, lost] = await Promise.all([run('waits', { detail: 300 }), run('exits', { detail: 1 })]);
    expect([kept.kind, lost.kind]).to.deep.equal(['value', 'died']);
  });
});
