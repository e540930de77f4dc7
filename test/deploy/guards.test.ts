import { expect } from 'chai';
import { AwsError } from '../../scripts/aws/aws-error.ts';
import { deploy } from '../../scripts/deploy/deploy.ts';
import { destroy } from '../../scripts/deploy/destroy.ts';
import { outputs, outputVariables } from '../../scripts/deploy/outputs.ts';
import { plan } from '../../scripts/deploy/plan.ts';
import { status } from '../../scripts/deploy/status.ts';
import { type Bench, createBench } from './support.ts';

const HEAD = 'region: us-east-1\nprefix: t\n';

describe('proveIdentity', () => {
  let bench: Bench;
  afterEach(() => bench.dispose());
  const refusalOf = (job: () => Promise<unknown>) => bench.clock.run(job).catch((error: unknown) => error);

  it('refuses another account before any call to CloudFormation', async () => {
    bench = createBench(`${HEAD}account: '999999999999'\n`);
    for (const command of [deploy, plan, destroy]) {
      const refusal = await refusalOf(() => command(bench.context({ a: {} })));
      expect(refusal).to.include({ code: 'WRONG_ACCOUNT', exitCode: 2 });
    }
    expect(bench.cloud.calls).to.deep.equal([]);
  });

  it('refuses to write unattended into an account that is not named', async () => {
    bench = createBench(HEAD);
    const refusal = await refusalOf(() => deploy(bench.context({ a: {} }, { unattended: true })));
    expect(refusal).to.include({ code: 'ACCOUNT_NOT_NAMED', exitCode: 2 });
  });

  it('writes unattended into a named account', async () => {
    bench = createBench(`${HEAD}account: '111122223333'\n`);
    const result = await bench.clock.run(() => deploy(bench.context({ a: {} }, { unattended: true })));
    expect(result).to.include({ succeeded: true });
  });

  it('passes on that a token expired, with the way on', async () => {
    bench = createBench(HEAD);
    const expired = new AwsError('expired', {
      code: 'EXPIRED_TOKEN',
      awsName: 'ExpiredToken',
      transient: false,
    });
    const context = bench.context({ a: {} });
    const whoAmI = () => Promise.reject(expired);
    const gateways = context.gateways && { ...context.gateways, identity: { whoAmI } };
    expect(await refusalOf(() => deploy({ ...context, ...(gateways ? { gateways } : {}) }))).to.equal(
      expired,
    );
  });
});

describe('plan', () => {
  it('shows what would change and leaves nothing behind', async () => {
    const bench = createBench();
    await bench.clock.run(() => deploy(bench.context({ a: {}, b: {} })));
    const made = await bench.clock.run(() => plan(bench.context({ a: { text: 'new' }, b: {}, c: {} })));
    expect(made.stacks.map(({ key, action }) => [key, action])).to.deep.equal([
      ['a', 'update'],
      ['b', 'unchanged'],
      ['c', 'create'],
    ]);
    expect(made.stacks[0]?.rows).to.deep.include({
      action: 'Modify',
      logicalId: 'Main',
      type: 'AWS::SNS::Topic',
      details: [],
    });
    expect(bench.cloud.account.stacks.map(({ name }) => name)).to.deep.equal(['t-a', 't-b']);
    const left = bench.cloud.account.stacks.flatMap(({ changeSets }) => [...changeSets.values()]);
    expect(left.filter(({ state }) => state.executionStatus === 'AVAILABLE')).to.deep.equal([]);
    bench.dispose();
  });

  it('leaves no change set when it is interrupted', async () => {
    const bench = createBench();
    await bench.clock.run(() => deploy(bench.context({ a: {}, b: {} })));
    const context = bench.context({ a: { text: 'new' }, b: { text: 'new' } });
    const refusal = await bench.clock
      .run(() => {
        void bench.clock.sleep(100).then(() => bench.abort.abort());
        return plan(context);
      })
      .catch((error: unknown) => error);
    expect(refusal).to.include({ code: 'INTERRUPTED', exitCode: 130 });
    const left = bench.cloud.account.stacks.flatMap(({ changeSets }) => [...changeSets.values()]);
    expect(left.filter(({ state }) => state.executionStatus === 'AVAILABLE')).to.deep.equal([]);
    bench.dispose();
  });

  it('names the near stack for one that does not exist', async () => {
    const bench = createBench();
    const refusal = await plan(bench.context({ storage: {} }), { keys: ['storrage'] }).catch(
      (error: unknown) => error,
    );
    expect(refusal).to.include({ code: 'UNKNOWN_STACK', exitCode: 2 });
    expect(refusal).to.have.property('hint', 'Did you mean storage? There are: storage.');
    bench.dispose();
  });

  it('finds the key in the full name of a stack, and calls nothing near that is far', async () => {
    const bench = createBench();
    const hintOf = (key: string) =>
      plan(bench.context({ storage: {}, a: {} }), { keys: [key] }).catch(error => error.hint);
    expect(await hintOf('t-a')).to.equal('Did you mean a? There are: storage, a.');
    expect(await hintOf('zz')).to.equal('There are: storage, a.');
    bench.dispose();
  });
});

describe('status', () => {
  it('tells what stands of each stack, and outputs as variables', async () => {
    const bench = createBench();
    await bench.clock.run(() => deploy(bench.context({ 'my-store': {} })));
    const context = bench.context({ 'my-store': {}, later: {} });
    const stacks = await status(context);
    expect(stacks.map(({ key, status }) => [key, status])).to.deep.equal([
      ['my-store', 'CREATE_COMPLETE'],
      ['later', 'ABSENT'],
    ]);
    expect(outputVariables(await outputs(context))).to.deep.equal({
      MY_STORE_ID: '<Main>',
      MY_STORE_BUCKET: 't-storage-main',
    });
    bench.dispose();
  });
});
