import { expect } from 'chai';
import { deploy } from '../../scripts/deploy/deploy.ts';
import { destroy } from '../../scripts/deploy/destroy.ts';
import type { DeployPlan } from '../../scripts/deploy/plan.ts';
import { type Bench, createBench, endsOf, type TestStack } from './support.ts';

/** storage ← pool ← wake, and network by itself. `role` holds the service role of the others. */
const stacks: Readonly<Record<string, TestStack>> = {
  storage: {},
  pool: { imports: ['t-storage-Id'] },
  wake: { imports: ['t-pool-Id'] },
  network: {},
};

describe('destroy, choosing stacks', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = createBench();
    await bench.clock.run(() => deploy(bench.context(stacks)));
  });
  afterEach(() => bench.dispose());

  const run = (keys: readonly string[], now: Readonly<Record<string, TestStack>>, overrides = {}) =>
    bench.clock.run(() => destroy(bench.context(now, overrides), { keys }));
  const only = (...keys: readonly string[]) =>
    Object.fromEntries(keys.map(key => [key, stacks[key] ?? {}])) as Readonly<Record<string, TestStack>>;
  const stackOf = (name: string) => {
    const stack = bench.cloud.account.stacks.find(other => other.name === name);
    if (stack === undefined) throw new Error(name);
    return stack;
  };
  const standing = () =>
    bench.cloud.account.stacks.filter(({ status }) => status !== 'DELETE_COMPLETE').map(({ name }) => name);

  it('finds a stack that the file names no more, by its name and by its key', async () => {
    expect(endsOf(await run(['t-wake'], only('network')))).to.deep.equal({ wake: 'done' });
    expect(endsOf(await run(['pool'], only('network')))).to.deep.equal({ pool: 'done' });
    expect(standing()).to.deep.equal(['t-storage', 't-network']);
  });

  it('takes along what the file names no more and still imports', async () => {
    const reasons = new Map<string, readonly string[]>();
    const approve = async (plan: DeployPlan) => {
      for (const stack of plan.stacks) reasons.set(stack.key, stack.reasons);
      return true;
    };
    const result = await run(['storage'], only('storage', 'network'), { approve });
    expect(endsOf(result)).to.deep.equal({ wake: 'done', pool: 'done', storage: 'done' });
    expect(reasons.get('pool')).to.deep.equal(['the file names it no more']);
    expect(reasons.get('storage')).to.deep.equal([]);
  });

  it('takes along what the file names, but no longer as a consumer', async () => {
    const result = await run(['storage'], { ...stacks, pool: {}, wake: {} });
    expect(endsOf(result)).to.deep.equal({ wake: 'done', pool: 'done', storage: 'done' });
  });

  it('leaves orphans alone when all is destroyed, and names them', async () => {
    const result = await run([], only('storage', 'pool', 'wake'));
    expect(endsOf(result)).to.deep.equal({ wake: 'done', pool: 'done', storage: 'done' });
    expect(standing()).to.deep.equal(['t-network']);
    const plan = bench.events.findLast(event => event.type === 'plan');
    expect(plan).to.deep.include({ orphans: ['t-network'] });
  });

  it('refuses a name that stands for nothing, or for a stack of somebody else', async () => {
    stackOf('t-network').tags = new Map([['cloudpool:environment', 'prod']]);
    for (const key of ['nothing', 't-network', 'network']) {
      const refusal = await run([key], only('storage')).catch((error: unknown) => error);
      expect(refusal, key).to.include({ code: 'UNKNOWN_STACK', exitCode: 2 });
    }
    expect(standing()).to.have.lengthOf(4);
  });

  it('refuses exports in use, protection and foreign stacks all at once, before anything is deleted', async () => {
    stackOf('t-wake').tags = new Map();
    stackOf('t-network').terminationProtection = true;
    stackOf('t-storage').tags = new Map([['cloudpool:environment', 'prod']]);
    const refusal = await run([], only('storage', 'pool', 'network')).catch((error: unknown) => error);
    const codes = (refusal as { problems: { code: string }[] }).problems.map(({ code }) => code);
    expect(codes).to.deep.equal(['PROTECTED_STACK', 'FOREIGN_STACK', 'EXPORT_IN_USE']);
    expect(bench.cloud.calls).to.not.include('deleteStack');
  });

  it('ends with a refusal, and does not wait for ever, when somebody began to import meanwhile', async () => {
    // The plan sees no importer; DeleteStack does.
    bench.cloud.gateway.importers = async () => [];
    const result = await run(['network', 'storage'], { storage: {}, network: {} });
    expect(endsOf(result)).to.deep.equal({ network: 'done', storage: 'failed' });
    expect(result.stacks.get('storage')?.card).to.include({
      kind: 'export-in-use',
      status: 'CREATE_COMPLETE',
      reason: 'Export t-storage-Id cannot be deleted as it is in use by t-pool',
      suggestion:
        'Take the import out of t-pool first, or delete them, then: npx cloudpool destroy -e test storage',
    });
    expect(standing()).to.deep.equal(['t-storage', 't-pool', 't-wake']);
  });

  it('deletes the stack of the service role last', async () => {
    const now = { role: { type: 'AWS::IAM::Role' }, ...stacks };
    await bench.clock.run(() => deploy(bench.context(now)));
    for (const stack of bench.cloud.account.stacks)
      if (stack.name !== 't-role') stack.roleArn = 'arn:aws:iam::111122223333:role/t-role-main';
    const result = await run([], now);
    const ended = [...result.stacks].map(([key, { span }]) => ({ key, ...span }));
    const role = ended.find(({ key }) => key === 'role');
    expect(ended).to.have.lengthOf(5);
    for (const { key, endedAt } of ended)
      if (key !== 'role') expect(role?.startedAt, key).to.be.at.least(endedAt ?? Number.NaN);
  });
});
