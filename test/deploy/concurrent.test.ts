import { expect } from 'chai';
import { deploy } from '../../scripts/deploy/deploy.ts';
import { type Bench, chain, createBench, endsOf, type TestStack } from './support.ts';

type Stacks = Readonly<Record<string, TestStack>>;

describe('two deploys at the same time', () => {
  let bench: Bench;
  beforeEach(() => {
    bench = createBench();
  });
  afterEach(() => bench.dispose());

  /** The second one begins some milliseconds after the first. */
  const both = (first: Stacks, second: Stacks, lead: number) =>
    bench.clock.run(() =>
      Promise.all([
        deploy(bench.context(first)),
        bench.clock.sleep(lead).then(() => deploy(bench.context(second))),
      ]),
    );
  /** How often each stack was created or updated. */
  const begun = (status: string) =>
    bench.cloud.account.stacks.map(
      ({ name, events }) =>
        events.filter(event => event.logicalId === name && event.status === status).length,
    );
  const notices = () => bench.events.flatMap(event => (event.type === 'notice' ? event.message : []));

  // Beside each other; in the middle of a stack; where the first one makes its next change set.
  for (const lead of [0, 500, 1_000, 2_500, 6_000, 6_400]) {
    it(`of the same commit both end well, and create each stack once (${lead} ms apart)`, async () => {
      const results = await both(chain, chain, lead);
      expect(results.map(({ succeeded }) => succeeded)).to.deep.equal([true, true]);
      expect(begun('CREATE_IN_PROGRESS')).to.deep.equal([1, 1, 1, 1]);
      for (const { stacks } of results) expect(stacks.get('pool')?.outputs).to.include({ Id: '<Main>' });
      expect(notices().join('\n')).to.match(/t-\w+ is CREATE_IN_PROGRESS(, begun by Cloudpool| already)/);
    });
  }

  it('of the same commit both end well where stacks are updated, too', async () => {
    await bench.clock.run(() => deploy(bench.context(chain)));
    const next = { ...chain, pool: { ...chain.pool, text: 'b' } };
    const results = await both(next, next, 0);
    expect(results.map(endsOf)).to.deep.equal([
      { storage: 'unchanged', pool: 'done', wake: 'unchanged', network: 'unchanged' },
      { storage: 'unchanged', pool: 'done', wake: 'unchanged', network: 'unchanged' },
    ]);
    expect(begun('UPDATE_IN_PROGRESS').reduce((sum, times) => sum + times)).to.equal(1);
  });

  it('of two commits: the one approved later says who was faster, and overwrites nothing', async () => {
    const other = { ...chain, pool: { ...chain.pool, text: 'b' } };
    const approve = async () => {
      await bench.clock.sleep(8_000);
      return true;
    };
    // Each context writes the files, and reads them at once.
    const slow = bench.context(other, { approve });
    const [second, first] = await bench.clock.run(() =>
      Promise.all([deploy(slow), bench.clock.sleep(1).then(() => deploy(bench.context(chain)))]),
    );
    expect(first.succeeded).to.equal(true);
    expect(endsOf(second)).to.include({ storage: 'done', pool: 'failed', wake: 'skipped' });
    expect(second.stacks.get('pool')?.card).to.include({
      reason: 'Somebody else changed t-pool at the same time.',
      suggestion: 'Deploy again: the plan will show what is left to do.',
    });
    const third = await bench.clock.run(() => deploy(bench.context(other)));
    expect(endsOf(third)).to.include({ pool: 'done', wake: 'unchanged' });
  });

  it('shows why the other one failed', async () => {
    bench.cloud.script.failures.set('t-pool/Main', 'no room');
    const [, second] = await both(chain, chain, 0);
    expect(endsOf(second)).to.include({ pool: 'failed', wake: 'skipped' });
    expect(second.stacks.get('pool')?.card?.reason).to.equal('no room');
  });
});
