import { expect } from 'chai';
import { deploy } from '../../scripts/deploy/deploy.ts';
import { inOrder } from '../../scripts/deploy/plan/order.ts';
import { plan } from '../../scripts/deploy/plan.ts';
import { ProblemsError } from '../../scripts/errors.ts';
import { type Bench, createBench, endsOf, pending, type TestStack } from './support.ts';

type Stacks = Readonly<Record<string, TestStack>>;

const before: Stacks = {
  storage: { exports: { Old: 'old' } },
  pool: { imports: ['t-storage-Old'] },
  web: { imports: ['t-storage-Old'] },
};

describe('exports in use', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = createBench();
    await bench.clock.run(() => deploy(bench.context(before)));
  });
  afterEach(() => bench.dispose());

  const run = (stacks: Stacks, options = {}) => bench.clock.run(() => deploy(bench.context(stacks), options));
  const refusal = async (stacks: Stacks, options = {}) => {
    const error = await run(stacks, options).catch((error: unknown) => error);
    if (!(error instanceof ProblemsError)) throw error;
    return error.problems;
  };
  const leftChangeSets = () =>
    bench.cloud.account.stacks.flatMap(({ changeSets }) => [...changeSets.values()]).filter(pending);

  it('are removed after everybody of the plan has let go of them', async () => {
    const result = await run({ storage: {}, pool: {}, web: {} });
    expect(endsOf(result)).to.deep.equal({ pool: 'done', web: 'done', storage: 'done' });
    const { storage, pool, web } = Object.fromEntries(result.stacks);
    const released = Math.max(pool?.span?.endedAt ?? Number.NaN, web?.span?.endedAt ?? Number.NaN);
    expect(storage?.span?.startedAt).to.be.at.least(released);
    expect((await run({ storage: {}, pool: {}, web: {} })).succeeded).to.equal(true);
  });

  it('are shown with whom they wait for', async () => {
    const made = await bench.clock.run(() => plan(bench.context({ storage: {}, pool: {}, web: {} })));
    expect(made.stacks.map(({ key }) => key)).to.deep.equal(['pool', 'web', 'storage']);
    expect(made.stacks[2]?.after).to.deep.equal(['pool', 'web']);
    expect(made.stacks[2]?.reasons).to.include('after pool, which lets go of t-storage-Old');
  });

  it('stay when a stack that shall let go of them fails', async () => {
    bench.cloud.script.failures.set('t-pool/Main', 'no');
    const result = await run({ storage: {}, pool: {}, web: {} });
    expect(endsOf(result)).to.deep.equal({ pool: 'failed', web: 'done', storage: 'skipped' });
  });

  it('are refused at the plan while a stack outside the file imports them', async () => {
    const problems = await refusal({ storage: {}, pool: {} });
    expect(problems.map(({ message }) => message)).to.deep.equal([
      't-storage would remove the export t-storage-Old, which t-web imports.',
    ]);
    expect(problems[0]?.hint).to.match(/^In two commits: first take the import out of t-web/);
    expect(leftChangeSets()).to.deep.equal([]);
  });

  it('are refused with the missing stack where only the producer is deployed', async () => {
    const problems = await refusal({ storage: {}, pool: {}, web: {} }, { keys: ['storage'] });
    expect(problems.map(({ hint }) => hint)).to.deep.equal([
      'Deploy both: npx cloudpool deploy -e test storage pool',
      'Deploy both: npx cloudpool deploy -e test storage web',
    ]);
  });

  it('are refused with the way in two commits when their value changes', async () => {
    const problems = await refusal({ ...before, storage: { exports: { Old: 'new' } } });
    expect(problems.map(({ message }) => message)).to.deep.equal([
      't-storage would change the export t-storage-Old, which t-pool imports.',
      't-storage would change the export t-storage-Old, which t-web imports.',
    ]);
    expect(problems[0]?.hint).to.match(/^In two commits: first export the new value under another name/);
    expect(problems[0]?.at?.file).to.contain('storage.yaml');
  });

  it('are refused when the resource behind them is replaced', async () => {
    await run({ ...before, pool: { imports: ['t-storage-Id'] } });
    bench.cloud.script.replaced.add('t-storage/Main');
    const problems = await refusal({
      ...before,
      storage: { exports: { Old: 'old' }, text: 'b' },
      pool: { imports: ['t-storage-Id'] },
    });
    expect(problems.map(({ message }) => message)).to.deep.equal([
      't-storage would change the export t-storage-Id, which t-pool imports.',
    ]);
  });

  it('are refused where the importer also waits for the producer', async () => {
    const problems = await refusal({ storage: {}, pool: { imports: ['t-storage-Id'] }, web: {} });
    expect(problems[0]?.message).to.contain('t-pool also waits for t-storage');
    expect(problems[0]?.hint).to.match(
      /^In two commits: first keep t-\S+ beside what is new, and deploy; then remove it/,
    );
    expect(leftChangeSets()).to.deep.equal([]);
  });

  it('may go and change where nobody imports them', async () => {
    await run({
      storage: { exports: { Old: 'old', Free: 'x' } },
      pool: before.pool ?? {},
      web: before.web ?? {},
    });
    const result = await run({ ...before, storage: { exports: { Old: 'old' } } });
    expect(endsOf(result)).to.include({ storage: 'done' });
  });
});

describe('exports of other people', () => {
  const head = 'region: us-east-1\nprefix: t\nexternal: [shared-VpcId]\n';

  it('are refused at the plan, with the line, where nobody has them', async () => {
    const bench = createBench(head);
    const context = bench.context({ pool: { imports: ['shared-VpcId'] } });
    const error = await bench.clock.run(() => deploy(context)).catch((error: unknown) => error);
    expect(error).to.have.nested.property('problems[0].code', 'MISSING_EXPORT');
    expect(error).to.have.nested.property('problems[0].at.line').that.is.a('number');
    expect(bench.cloud.calls).to.include('exportNames').and.to.not.include('createChangeSet');
    bench.dispose();
  });

  it('are no problem where somebody has them', async () => {
    const bench = createBench(head);
    const context = bench.context({ pool: { imports: ['shared-VpcId'] } });
    const { gateways } = context;
    if (gateways === undefined) throw new Error('no gateways');
    const present = {
      ...context,
      gateways: {
        ...gateways,
        cloudFormation: { ...bench.cloud.gateway, exportNames: async () => new Set(['shared-VpcId']) },
      },
    };
    const made = await bench.clock.run(() => plan(present));
    expect(made.stacks.map(({ action }) => action)).to.deep.equal(['create']);
    bench.dispose();
  });
});

describe('inOrder', () => {
  it('keeps the order where it can, and names those that wait for each other', () => {
    const stack = (key: string, ...after: readonly string[]) => ({ key, after });
    const keys = (stacks: readonly { readonly key: string }[]) => stacks.map(({ key }) => key).join('');
    expect(keys(inOrder([stack('a', 'c'), stack('b'), stack('c')]).order)).to.equal('bca');
    expect(inOrder([stack('a', 'b'), stack('b', 'a'), stack('c'), stack('d', 'a')]).circle).to.deep.equal([
      'a',
      'b',
      'd',
    ]);
  });
});
