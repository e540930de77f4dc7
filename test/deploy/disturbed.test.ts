import { expect } from 'chai';
import { deploy } from '../../scripts/deploy/deploy.ts';
import { refused } from '../support/cloudformation-account.ts';
import { type Bench, chain, createBench, endsOf, pending } from './support.ts';

const READS = ['describeStack', 'getTemplate', 'describeChangeSet', 'stackEvents'];

describe('deploy, disturbed', () => {
  let bench: Bench;
  beforeEach(() => {
    bench = createBench();
  });
  afterEach(() => bench.dispose());

  const run = (stacks = chain, overrides = {}) =>
    bench.clock.run(() => deploy(bench.context(stacks, overrides)));

  it('survives reads that are throttled while it follows', async () => {
    bench.cloud.disturb = everyThird('stackEvents');
    expect(endsOf(await run())).to.deep.equal({
      storage: 'done',
      network: 'done',
      pool: 'done',
      wake: 'done',
    });
  });

  it('survives an account in which every third read of any kind goes through', async () => {
    const throttles = new Map(READS.map(name => [name, everyThird(name)]));
    bench.cloud.disturb = call => throttles.get(call)?.(call);
    expect(endsOf(await run())).to.deep.equal({
      storage: 'done',
      network: 'done',
      pool: 'done',
      wake: 'done',
    });
  });

  it('does not run a change set twice when the answer gets lost', async () => {
    bench.cloud.disturb = call => (call === 'executeChangeSet' ? 'lose' : undefined);
    const result = await run({ storage: { transform: 'AWS::LanguageExtensions' } });
    expect(endsOf(result)).to.deep.equal({ storage: 'done' });
    expect(bench.cloud.calls.filter(call => call === 'executeChangeSet')).to.have.lengthOf(1);
  });

  it('creates no stack twice when the answer gets lost, and knows its own by the token', async () => {
    let lost = 0;
    bench.cloud.disturb = call => (call === 'createStack' && ++lost === 1 ? 'lose' : undefined);
    const result = await run({ storage: {} });
    expect(endsOf(result)).to.deep.equal({ storage: 'done' });
    expect(bench.cloud.calls.filter(call => call === 'createStack')).to.have.lengthOf(2);
    expect(bench.cloud.account.stacks.map(({ status }) => status)).to.deep.equal(['CREATE_COMPLETE']);
  });

  it('tries a creation again that never reached AWS', async () => {
    let refused = 0;
    bench.cloud.disturb = call => (call === 'createStack' && ++refused < 4 ? 'throttle' : undefined);
    expect(endsOf(await run({ storage: {} }))).to.deep.equal({ storage: 'done' });
  });

  it('says that a stack was there which is gone when it is looked up', async () => {
    const context = bench.context({ storage: {} });
    if (context.gateways === undefined) throw new Error('no gateways');
    const createStack = () =>
      Promise.reject(refused('Stack [t-storage] already exists', 'AlreadyExistsException'));
    const cloudFormation = { ...context.gateways.cloudFormation, createStack };
    const gateways = { ...context.gateways, cloudFormation };
    const result = await bench.clock.run(() => deploy({ ...context, gateways }));
    expect(result.stacks.get('storage')?.card).to.include({
      reason: 'Somebody else changed t-storage at the same time.',
    });
  });

  it('waits until the events of its creation can be read', async () => {
    let creations = 0;
    let looks = 0;
    bench.cloud.disturb = call => {
      if (call === 'createStack' && ++creations === 1) return 'lose';
      return call === 'stackEvents' && ++looks < 5 ? 'throttle' : undefined;
    };
    expect(endsOf(await run({ storage: {} }))).to.deep.equal({ storage: 'done' });
    expect(looks).to.be.above(4);
  });

  it('follows the change set that somebody else ran between the plan and the answer', async () => {
    await run();
    const theirs = async () => {
      const stack = bench.cloud.account.stacks.find(({ name }) => name === 't-network');
      const id = [...(stack?.changeSets.keys() ?? [])].at(-1) ?? '';
      await bench.cloud.gateway.executeChangeSet(id, { token: 'console', retainExceptOnCreate: false });
      return true;
    };
    const result = await run({ ...chain, network: { text: 'b' } }, { approve: theirs });
    expect(endsOf(result)).to.include({ network: 'done' });
    expect(result.stacks.get('network')?.span).to.not.equal(undefined);
  });

  it('makes a change set again that somebody deleted, and runs it when it shows the same', async () => {
    await run();
    const changed = { ...chain, network: { text: 'b' } };
    const result = await run(changed, { approve: async () => forgetChangeSets(bench) });
    expect(endsOf(result)).to.include({ network: 'done' });
    expect(bench.cloud.calls.filter(call => call === 'createChangeSet')).to.have.lengthOf(2);
  });

  it('does not run a change set that does more than was approved', async () => {
    await run();
    const changed = { ...chain, network: { text: 'b' } };
    const widen = async () => {
      const stack = bench.cloud.account.stacks.find(({ name }) => name === 't-network');
      if (stack?.seen !== undefined)
        stack.seen = { ...stack.seen, resources: [...stack.seen.resources, FOREIGN_TOPIC] };
      return forgetChangeSets(bench);
    };
    const result = await run(changed, { approve: widen });
    expect(result.stacks.get('network')?.card?.reason).to.match(/more than was approved: Remove Foreign/);
    const network = bench.cloud.account.stacks.find(({ name }) => name === 't-network');
    expect(network?.events.map(({ status }) => status)).not.to.include('UPDATE_IN_PROGRESS');
  });

  it('leaves no change set behind when a plan fails half-way', async () => {
    await run();
    bench.cloud.disturb = call => (call === 'describeChangeSet' ? 'lose' : undefined);
    const failure = await run({ ...chain, network: { text: 'b' } }).catch((error: unknown) => error);
    expect(failure).to.include({ code: 'NETWORK' });
    const made = bench.cloud.account.stacks.flatMap(({ changeSets }) => [...changeSets.values()]);
    expect(made.filter(pending)).to.deep.equal([]);
  });

  it('attaches to what is going on, then plans what is left', async () => {
    await run();
    const changed = { ...chain, network: { text: 'b' } };
    const first = bench.context(changed);
    const second = bench.context(changed);
    const [one, two] = await bench.clock.run(() =>
      Promise.all([deploy(first), bench.clock.sleep(4_000).then(() => deploy(second))]),
    );
    expect(endsOf(one)).to.include({ network: 'done' });
    expect(endsOf(two)).to.include({ network: 'unchanged' });
    expect(
      bench.events.some(event => event.type === 'notice' && event.message.includes('attached')),
    ).to.equal(true);
  });

  it('starts nothing more once interrupted, and says that CloudFormation goes on', async () => {
    await run();
    const changed = { ...chain, storage: { text: 'b' }, pool: { imports: ['t-storage-Id'], text: 'b' } };
    const context = bench.context(changed);
    const result = await bench.clock.run(() => {
      void bench.clock.sleep(4_000).then(() => bench.abort.abort());
      return deploy(context);
    });
    expect(endsOf(result)).to.include({ storage: 'cancelled', pool: 'cancelled' });
    expect(result.detached).to.equal(true);
    const pool = bench.cloud.account.stacks.find(({ name }) => name === 't-pool');
    expect([...(pool?.changeSets.values() ?? [])].filter(pending)).to.deep.equal([]);
  });
});

const FOREIGN_TOPIC = {
  logicalId: 'Foreign',
  type: 'AWS::SNS::Topic',
  fingerprint: '',
  deletionPolicy: 'Delete',
};

function forgetChangeSets({ cloud }: Bench): boolean {
  for (const { changeSets } of cloud.account.stacks) changeSets.clear();
  return true;
}

/** Lets every third call through. */
function everyThird(name: string): (call: string) => 'throttle' | undefined {
  let count = 0;
  return call => {
    if (call !== name) return undefined;
    count += 1;
    return count % 3 === 0 ? undefined : 'throttle';
  };
}
