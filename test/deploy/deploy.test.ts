import { expect } from 'chai';
import { deploy } from '../../scripts/deploy/deploy.ts';
import type { DeployPlan } from '../../scripts/deploy/plan.ts';
import { type Bench, chain, createBench, endsOf, pending } from './support.ts';

const WRITES = /^(create|delete|execute|update|set)/;

describe('deploy', () => {
  let bench: Bench;
  beforeEach(() => {
    bench = createBench();
  });
  afterEach(() => bench.dispose());

  const run = (stacks = chain, overrides = {}) =>
    bench.clock.run(() => deploy(bench.context(stacks, overrides)));

  it('creates every stack after its producers, independent ones together', async () => {
    const result = await run();
    expect(endsOf(result)).to.deep.equal({ storage: 'done', network: 'done', pool: 'done', wake: 'done' });
    const spans = Object.fromEntries([...result.stacks].map(([key, { span }]) => [key, span]));
    expect(spans.pool?.startedAt).to.be.at.least(spans.storage?.endedAt ?? Number.NaN);
    expect(spans.wake?.startedAt).to.be.at.least(spans.pool?.endedAt ?? Number.NaN);
    expect(spans.network?.startedAt).to.be.below(spans.storage?.endedAt ?? Number.NaN);
    expect(result.stacks.get('storage')?.outputs).to.have.property('Id');
  });

  it('starts a stack when its own producers are done, not when a whole wave is', async () => {
    bench.cloud.script.seconds = stackName => (stackName === 't-slow' ? 1000 : 5);
    const result = await run({ ...chain, slow: {} });
    const slow = result.stacks.get('slow')?.span?.endedAt ?? Number.NaN;
    expect(result.stacks.get('wake')?.span?.endedAt).to.be.below(slow - 900_000);
  });

  it('tells the wall clock beside the critical path', async () => {
    await run();
    const end = bench.events.find(event => event.type === 'apply-ended');
    expect(end).to.include({ criticalSeconds: 15 });
    expect(end?.type === 'apply-ended' && end.overheadSeconds).to.be.within(0, 12);
  });

  it('writes nothing when nothing changed, and reads at most twice a stack', async () => {
    await run();
    bench.cloud.calls.length = 0;
    const asked: unknown[] = [];
    const result = await run(chain, { approve: async (plan: unknown) => asked.push(plan) > 0 });
    expect(new Set(Object.values(endsOf(result)))).to.deep.equal(new Set(['unchanged']));
    expect(bench.cloud.calls.filter(call => WRITES.test(call))).to.deep.equal([]);
    expect(bench.cloud.calls).to.have.lengthOf(2 * Object.keys(chain).length);
    expect(result.stacks.get('pool')?.outputs).to.have.property('Id');
    expect(asked).to.deep.equal([]);
  });

  it('touches only the stack that changed, by the change set that was shown', async () => {
    await run();
    bench.cloud.calls.length = 0;
    const result = await run({ ...chain, pool: { imports: ['t-storage-Id'], text: 'b' } });
    expect(endsOf(result)).to.deep.equal({
      storage: 'unchanged',
      network: 'unchanged',
      pool: 'done',
      wake: 'unchanged',
    });
    expect(bench.cloud.calls.filter(call => WRITES.test(call))).to.deep.equal([
      'createChangeSet',
      'executeChangeSet',
    ]);
  });

  it('changes nothing and leaves no change set when the answer is no', async () => {
    await run();
    const result = await run({ ...chain, pool: { text: 'b' } }, { approve: async () => false });
    expect(result).to.include({ approved: false, succeeded: true });
    expect(
      bench.cloud.account.stacks.flatMap(({ changeSets }) => [...changeSets.values()]).filter(pending),
    ).to.deep.equal([]);
  });

  it('skips only the descendants of a failed stack, and heals with the next deploy', async () => {
    bench.cloud.script.failures.set('t-pool/Main', 'Access denied for Main');
    const broken = await run();
    expect(endsOf(broken)).to.deep.equal({
      storage: 'done',
      network: 'done',
      pool: 'failed',
      wake: 'skipped',
    });
    expect(broken.stacks.get('wake')?.because).to.equal('pool');
    expect(broken.stacks.get('pool')?.card).to.include({
      logicalId: 'Main',
      reason: 'Access denied for Main',
    });
    bench.cloud.script.failures.clear();
    const healed = await run();
    expect(endsOf(healed)).to.deep.equal({
      storage: 'unchanged',
      network: 'unchanged',
      pool: 'done',
      wake: 'done',
    });
  });

  it('shows the template lines of the root cause, not those of what was cancelled', async () => {
    bench.cloud.script.failures.set('t-storage/Other', 'no such thing');
    bench.cloud.script.seconds = (_, id) => (id === 'Other' ? 1 : 9);
    const result = await run({ storage: { extra: '  Other:\n    Type: AWS::SNS::Topic' } });
    const card = result.stacks.get('storage')?.card;
    expect(card).to.include({ logicalId: 'Other', reason: 'no such thing' });
    expect(card?.frame).to.match(/^> +\d+ \| {3}Other:$/m);
  });

  it('names the skipped stack that caused it, however far down', async () => {
    bench.cloud.script.failures.set('t-storage/Main', 'no');
    const result = await run();
    expect(endsOf(result)).to.deep.equal({
      storage: 'failed',
      network: 'done',
      pool: 'skipped',
      wake: 'skipped',
    });
    expect(result.stacks.get('wake')?.because).to.equal('storage');
  });

  it('deletes a leftover and creates the stack anew', async () => {
    await leaveRolledBack(bench);
    const result = await run({ storage: {} });
    expect(result.stacks.get('storage')).to.include({ action: 'recreate', end: 'done' });
  });

  it('updates again after an update was rolled back', async () => {
    await run();
    bench.cloud.script.failures.set('t-network/Main', 'quota');
    const changed = { ...chain, network: { text: 'b' } };
    expect(endsOf(await run(changed))).to.include({ network: 'failed' });
    bench.cloud.script.failures.clear();
    expect(endsOf(await run(changed))).to.include({ network: 'done', storage: 'unchanged' });
  });

  it('makes the change set of an import late when its export comes with this very deploy', async () => {
    await run({ storage: {}, network: {} });
    const result = await run({ storage: {}, other: {}, network: { imports: ['t-other-Id'] } });
    expect(endsOf(result)).to.deep.equal({ storage: 'unchanged', other: 'done', network: 'done' });
  });

  it('refuses a stack of the same name that somebody else deployed', async () => {
    await run({ storage: {} });
    const stack = bench.cloud.account.stacks[0];
    if (stack === undefined) throw new Error('no stack');
    stack.tags = new Map();
    const refusal = await run({ storage: {} }).catch((error: unknown) => error);
    expect(refusal).to.include({ code: 'FOREIGN_STACK' });
  });

  it('takes a stack over when it is told to, once and for all', async () => {
    await run({ storage: {} });
    const stack = bench.cloud.account.stacks[0];
    if (stack === undefined) throw new Error('no stack');
    stack.tags = new Map();
    const reasons: string[] = [];
    const approve = async ({ stacks }: DeployPlan) => {
      reasons.push(...(stacks[0]?.reasons ?? []));
      return true;
    };
    const result = await run({ storage: {} }, { adopt: new Set(['storage']), approve });
    expect(endsOf(result)).to.deep.equal({ storage: 'done' });
    expect(reasons[0]).to.match(/^adopted: it belonged to somebody else/);
    expect(stack.tags.get('cloudpool:environment')).to.equal('test');
    expect(endsOf(await run({ storage: {} }))).to.deep.equal({ storage: 'unchanged' });
  });

  it('adopts no other stack along', async () => {
    await run({ storage: {}, network: {} });
    for (const stack of bench.cloud.account.stacks) stack.tags = new Map();
    const adopt = new Set(['storage']);
    const refusal = await run({ storage: {}, network: {} }, { adopt }).catch((error: unknown) => error);
    expect(refusal).to.include({ code: 'FOREIGN_STACK' });
    expect(refusal).to.have.property('hint').that.contains('npx cloudpool deploy -e test --adopt network');
  });

  it('names every stack that cannot be planned, and not only the first', async () => {
    await run({ storage: {}, network: {}, pool: {} });
    for (const stack of bench.cloud.account.stacks.slice(0, 2)) stack.tags = new Map();
    const refusal = await run({ storage: {}, network: {}, pool: { text: 'b' } }).catch(
      (error: unknown) => error,
    );
    expect(refusal).to.have.property('problems').with.lengthOf(2);
    expect(refusal).to.have.nested.property('problems[1].code', 'FOREIGN_STACK');
  });

  it('switches termination protection without a change set', async () => {
    await run({ storage: {} });
    bench.cloud.calls.length = 0;
    const result = await run({ storage: { protect: true } });
    expect(result.stacks.get('storage')).to.include({ action: 'settings', end: 'done' });
    expect(bench.cloud.calls.filter(call => WRITES.test(call))).to.deep.equal(['setTerminationProtection']);
  });
});

async function leaveRolledBack({ cloud, clock, context }: Bench): Promise<void> {
  cloud.script.failures.set('t-storage/Main', 'no');
  const { gateways, graph } = context({ storage: {} });
  const body = graph.nodes.get('storage')?.template.text ?? '';
  await clock.run(async () => {
    const made = await gateways?.cloudFormation.createChangeSet({
      stackName: 't-storage',
      templateBody: body,
      parameters: [],
      capabilities: [],
      tags: new Map([['cloudpool:environment', 'test']]),
      type: 'CREATE',
      changeSetName: 'by-hand',
    });
    await gateways?.cloudFormation.executeChangeSet(made?.id ?? '', {
      token: 'hand',
      retainExceptOnCreate: false,
    });
    await clock.sleep(60_000);
  });
  cloud.script.failures.clear();
}
