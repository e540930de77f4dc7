import { expect } from 'chai';
import { deploy } from '../../scripts/deploy/deploy.ts';
import { destroy } from '../../scripts/deploy/destroy.ts';
import type { DeployPlan } from '../../scripts/deploy/plan.ts';
import { type Bench, createBench, endsOf, type TestStack } from './support.ts';

const stacks: Readonly<Record<string, TestStack>> = {
  storage: { type: 'AWS::S3::Bucket', retain: true },
  pool: { imports: ['t-storage-Id'] },
  network: {},
};

describe('destroy', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = createBench();
    await bench.clock.run(() => deploy(bench.context(stacks)));
  });
  afterEach(() => bench.dispose());

  const run = (options = {}, overrides = {}, now = stacks) =>
    bench.clock.run(() => destroy(bench.context(now, overrides), options));
  const standing = () =>
    bench.cloud.account.stacks.filter(({ status }) => status !== 'DELETE_COMPLETE').map(({ name }) => name);

  it('deletes consumers before producers, and nothing of any stack is left', async () => {
    const result = await run();
    expect(endsOf(result)).to.deep.equal({ pool: 'done', network: 'done', storage: 'done' });
    expect(result.stacks.get('storage')?.span?.startedAt).to.be.at.least(
      result.stacks.get('pool')?.span?.endedAt ?? Number.NaN,
    );
    expect(standing()).to.deep.equal([]);
  });

  it('lists what is retained, and leaves it', async () => {
    bench.objects.set('t-storage-main/code/a.zip', new Uint8Array(1));
    const result = await run();
    expect(result.retained.map(({ physicalId }) => physicalId)).to.deep.equal(['t-storage-main']);
    expect(bench.objects.size).to.equal(1);
    expect(bench.buckets).to.deep.equal([]);
  });

  it('empties and removes retained buckets with purge', async () => {
    bench.objects.set('t-storage-main/code/a.zip', new Uint8Array(1));
    const result = await run({ purge: true });
    expect(result.retained).to.deep.equal([]);
    expect(bench.objects.size).to.equal(0);
    expect(bench.buckets).to.deep.equal(['t-storage-main']);
  });

  it('says before the question what becomes of a retained bucket', async () => {
    const told = async (purge: boolean) => {
      const reasons: string[] = [];
      const approve = async ({ stacks }: DeployPlan) => {
        reasons.push(...stacks.flatMap(stack => stack.reasons));
        return false;
      };
      await run({ purge }, { approve });
      return reasons;
    };
    expect(await told(false)).to.deep.equal(['Main (t-storage-main) is retained, empty']);
    expect(await told(true)).to.deep.equal(['Main (t-storage-main) is emptied and deleted']);
  });

  it('takes the dependants of a named stack along, and leaves the others', async () => {
    expect(endsOf(await run({ keys: ['storage'] }))).to.deep.equal({ pool: 'done', storage: 'done' });
    expect(standing()).to.deep.equal(['t-network']);
  });

  it('refuses before the first deletion while a stack is protected', async () => {
    await bench.clock.run(() => deploy(bench.context({ ...stacks, network: { protect: true } })));
    const refusal = await run().catch((error: unknown) => error);
    expect(refusal).to.have.nested.property('problems[0].code', 'PROTECTED_STACK');
    expect(standing()).to.have.lengthOf(3);
  });

  it('refuses while a stack outside the environment still imports', async () => {
    const others = { storage: stacks.storage ?? {}, network: {} };
    const pool = bench.cloud.account.stacks.find(({ name }) => name === 't-pool');
    if (pool !== undefined) pool.tags = new Map();
    const refusal = await run({}, {}, others).catch((error: unknown) => error);
    expect(refusal).to.have.nested.property('problems[0].code', 'EXPORT_IN_USE');
    expect(standing()).to.have.lengthOf(3);
  });

  it('keeps to the deployed imports where the files have turned them round', async () => {
    const turned = { storage: { imports: ['t-pool-Id'] }, pool: {}, network: {} };
    const result = await run({}, {}, turned);
    expect(endsOf(result)).to.deep.equal({ pool: 'done', network: 'done', storage: 'done' });
    expect(standing()).to.deep.equal([]);
  });

  it('deletes nothing when the answer is no', async () => {
    expect(await run({}, { approve: async () => false })).to.include({ approved: false });
    expect(standing()).to.have.lengthOf(3);
  });

  it('ends as interrupted when Ctrl-C is the answer, and deletes nothing', async () => {
    const approve = async () => {
      bench.abort.abort();
      return false;
    };
    const refusal = await run({}, { approve }).catch((error: unknown) => error);
    expect(refusal).to.include({ code: 'INTERRUPTED', exitCode: 130 });
    expect(standing()).to.have.lengthOf(3);
  });

  it('keeps the producers of a stack that could not be deleted', async () => {
    bench.cloud.script.failures.set('t-pool/Main', 'in use');
    const result = await run();
    expect(endsOf(result)).to.deep.equal({ pool: 'failed', network: 'done', storage: 'skipped' });
    expect(result.stacks.get('pool')?.card).to.include({ reason: 'in use', status: 'DELETE_FAILED' });
    bench.cloud.script.failures.clear();
    expect(endsOf(await run())).to.deep.equal({ pool: 'done', storage: 'done' });
  });

  it('tries once more after emptying again, with purge', async () => {
    const now = { ...stacks, extra: { type: 'AWS::S3::Bucket' } };
    await bench.clock.run(() => deploy(bench.context(now)));
    bench.objects.set('t-extra-main/a', new Uint8Array(1));
    const context = bench.context(now);
    if (context.gateways === undefined) throw new Error('no gateways');
    const { buckets } = context.gateways;
    let emptied = 0;
    const empty = (bucket: string) => {
      // The first time somebody writes again at once.
      const gone = buckets.empty(bucket);
      if (bucket === 't-extra-main' && ++emptied === 1)
        bench.objects.set('t-extra-main/b', new Uint8Array(1));
      return gone;
    };
    const gateways = { ...context.gateways, buckets: { ...buckets, empty } };
    const result = await run({ purge: true, keys: ['extra'] }, { gateways }, now);
    expect(endsOf(result)).to.deep.equal({ extra: 'done' });
    expect(emptied).to.equal(2);
  });

  it('tries only once without purge, and names the command that empties', async () => {
    const now = { ...stacks, extra: { type: 'AWS::S3::Bucket' } };
    await bench.clock.run(() => deploy(bench.context(now)));
    bench.objects.set('t-extra-main/a', new Uint8Array(1));
    const result = await run({ keys: ['extra'] }, {}, now);
    expect(result.stacks.get('extra')?.card).to.deep.include({
      kind: 'not-empty',
      reason: 'The bucket you tried to delete is not empty',
      remains: ['Main (t-extra-main)'],
      suggestion: 'npx cloudpool destroy -e test extra --purge',
    });
    expect(bench.cloud.calls.filter(call => call === 'deleteStack')).to.have.lengthOf(1);
  });

  it('names what only force can do after the second failure, and what would remain', async () => {
    bench.cloud.script.failures.set('t-pool/Main', 'resource sg-1 has a dependent object');
    const first = await run({ keys: ['pool'] });
    expect(first.stacks.get('pool')?.card?.suggestion).to.equal('npx cloudpool destroy -e test pool');
    const second = await run({ keys: ['pool'] });
    expect(second.stacks.get('pool')?.card).to.deep.include({
      remains: ['Main (t-pool-main)'],
      suggestion:
        'Give up what remains: aws cloudformation delete-stack --deletion-mode FORCE_DELETE_STACK --stack-name t-pool',
    });
  });

  it('has nothing to ask when nothing stands', async () => {
    await run();
    const result = await run({}, { approve: async () => expect.fail('asked') });
    expect(result).to.include({ approved: true, succeeded: true });
  });
});
