import { expect } from 'chai';
import { deploy } from '../../scripts/deploy/deploy.ts';
import { drift } from '../../scripts/deploy/drift.ts';
import { type Bench, chain, createBench } from './support.ts';

describe('drift', () => {
  let bench: Bench;
  beforeEach(() => {
    bench = createBench();
  });
  afterEach(() => bench.dispose());

  const context = () => bench.context(chain);
  const look = (keys: readonly string[] = []) => bench.clock.run(() => drift(context(), { keys }));
  const states = async (keys?: readonly string[]) =>
    (await look(keys)).map(({ key, state }) => `${key} ${state}`);
  const deployed = () => bench.clock.run(() => deploy(context()));

  it('finds every stack in sync after a deploy, all of them in the time of one', async () => {
    await deployed();
    const started = bench.clock.now();
    expect(await states()).to.deep.equal([
      'storage in-sync',
      'network in-sync',
      'pool in-sync',
      'wake in-sync',
    ]);
    expect(bench.clock.now() - started).to.be.within(7_000, 12_000);
  });

  it('says what differs, property by property', async () => {
    await deployed();
    const differences = [{ path: '/DisplayName', kind: 'NOT_EQUAL', expected: 'a', actual: 'b' }] as const;
    bench.cloud.drifting.set('t-pool/Main', { status: 'MODIFIED', differences });
    const [found] = await look(['pool']);
    expect(found).to.deep.include({ key: 'pool', stackName: 't-pool', state: 'drifted', checked: 1 });
    expect(found?.resources).to.deep.equal([
      {
        logicalId: 'Main',
        physicalId: 't-pool-main',
        resourceType: 'AWS::SNS::Topic',
        status: 'MODIFIED',
        differences,
      },
    ]);
  });

  it('looks only at the named stacks', async () => {
    await deployed();
    expect(await states(['wake', 'network'])).to.deep.equal(['network in-sync', 'wake in-sync']);
    expect(bench.cloud.calls.filter(call => call === 'detectDrift')).to.have.lengthOf(2);
  });

  it('takes a resource that was deleted for drift', async () => {
    await deployed();
    bench.cloud.drifting.set('t-pool/Main', { status: 'DELETED' });
    expect(await states(['pool'])).to.deep.equal(['pool drifted']);
  });

  it('does not call in sync what could not be read', async () => {
    await deployed();
    bench.cloud.drifting.set('t-pool/Main', { status: 'UNKNOWN', reason: 'denied' });
    const [found] = await look(['pool']);
    expect(found).to.include({ state: 'unchecked', reason: 'Failed to detect drift on some resources' });
    expect(found?.resources.map(({ reason }) => reason)).to.deep.equal(['denied']);
  });

  it('tells what is not deployed, and asks nothing about it', async () => {
    expect(await states(['pool'])).to.deep.equal(['pool absent']);
    expect(bench.cloud.calls).to.deep.equal(['describeStack']);
  });

  it('compares no stack of somebody else', async () => {
    await deployed();
    const stack = bench.cloud.account.stacks.find(({ name }) => name === 't-pool');
    if (stack) stack.tags = new Map();
    const [found] = await look(['pool']);
    expect(found).to.include({ state: 'unchecked', reason: 'it belongs to somebody else' });
  });

  it('goes on with the others when one stack cannot be compared', async () => {
    await deployed();
    const stack = bench.cloud.account.stacks.find(({ name }) => name === 't-pool');
    if (stack) stack.status = 'UPDATE_ROLLBACK_FAILED';
    const found = await look();
    expect(found.map(({ state }) => state)).to.have.members(['in-sync', 'in-sync', 'in-sync', 'unchecked']);
    expect(found.find(({ key }) => key === 'pool')?.reason).to.contain('UPDATE_ROLLBACK_FAILED');
  });

  it('lives through throttling', async () => {
    await deployed();
    let calls = 0;
    bench.cloud.disturb = () => (++calls % 3 === 0 ? 'throttle' : undefined);
    expect(await states(['pool', 'network'])).to.deep.equal(['network in-sync', 'pool in-sync']);
  });

  it('gives up at its deadline', async () => {
    await deployed();
    const busy = { status: 'DETECTION_IN_PROGRESS', drifted: false };
    const { gateways } = context();
    if (gateways === undefined) throw new Error('the bench has gateways');
    const stuck = { ...gateways.cloudFormation, driftDetection: async () => busy };
    const open = bench.context(chain, { gateways: { ...gateways, cloudFormation: stuck } });
    const started = bench.clock.now();
    const [found] = await bench.clock.run(() => drift(open, { keys: ['pool'] }));
    expect(found).to.include({ state: 'unchecked', reason: 'not done after 15 minutes' });
    expect((bench.clock.now() - started) / 1000).to.be.within(900, 910);
  });

  it('stops waiting when it is interrupted', async () => {
    await deployed();
    const open = context();
    const [found] = await bench.clock.run(async () => {
      const all = drift(open, { keys: ['pool'] });
      await bench.clock.sleep(1_000);
      bench.abort.abort();
      return all;
    });
    expect(found).to.include({ state: 'unchecked', reason: 'interrupted' });
  });

  it('refuses a stack that the file does not have, by its nearest name', async () => {
    const wrong = await look(['pol']).then(
      () => undefined,
      error => error,
    );
    expect(wrong).to.include({ code: 'UNKNOWN_STACK', exitCode: 2 });
    expect(wrong.hint).to.contain('Did you mean pool?');
  });
});
