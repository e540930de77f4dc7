import { expect } from 'chai';
import { deploy } from '../../scripts/deploy/deploy.ts';
import { type Bench, chain, createBench, endsOf } from './support.ts';

const changed = { ...chain, network: { text: 'b' } };

describe('deploy, while a stack is busy', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = createBench();
    await bench.clock.run(() => deploy(bench.context(chain)));
    bench.events.length = 0;
  });
  afterEach(() => bench.dispose());

  const notices = () => bench.events.flatMap(event => (event.type === 'notice' ? event.message : []));
  /** Somebody's update of the network, begun by a change set of their own. */
  const theirs = async () => {
    const { gateways, graph } = bench.context(changed);
    const cloudFormation = gateways?.cloudFormation;
    const made = await cloudFormation?.createChangeSet({
      stackName: 't-network',
      templateBody: graph.nodes.get('network')?.template.text ?? '',
      parameters: [],
      capabilities: [],
      tags: bench.cloud.account.stacks.find(({ name }) => name === 't-network')?.tags ?? new Map(),
      type: 'UPDATE',
      changeSetName: 'by-hand',
    });
    await bench.clock.sleep(2_000);
    await cloudFormation?.executeChangeSet(made?.id ?? '', {
      token: 'Console-1',
      retainExceptOnCreate: false,
    });
  };

  it('says that somebody else began it, follows it on the board, then plans what is left', async () => {
    const result = await bench.clock.run(async () => {
      await theirs();
      return deploy(bench.context(changed));
    });
    expect(notices()[0]).to.match(
      /^t-network is UPDATE_IN_PROGRESS, begun by somebody else .* at 2023-.*Z: attached/,
    );
    const seen = bench.events.flatMap(event => ('key' in event ? `${event.type} ${event.key}` : event.type));
    expect(seen.slice(0, 6)).to.deep.equal([
      'notice',
      'apply-started',
      'stack-started network',
      'resource network',
      'resource network',
      'stack-ended network',
    ]);
    expect(seen.indexOf('plan')).to.equal(6);
    expect(endsOf(result)).to.include({ network: 'unchanged' });
  });

  it('tells since when it goes on and what it should take, and marks it as followed', async () => {
    let began = 0;
    await bench.clock.run(async () => {
      await theirs();
      began = bench.clock.now();
      await bench.clock.sleep(1_500);
      return deploy(bench.context(changed));
    });
    const [applied] = bench.events.filter(event => event.type === 'apply-started');
    expect(applied).to.deep.include({
      attached: true,
      expected: { network: { seconds: 5, from: 'last' } },
    });
    const started = bench.events.find(event => event.type === 'stack-started');
    expect(started).to.include({ since: began, at: began + 1_500 });
    const ended = bench.events.find(event => event.type === 'stack-ended');
    expect(ended).to.have.nested.property('span.startedAt', began);
  });

  it("counts the time of what it followed as nobody's overhead", async () => {
    bench.cloud.script.seconds = () => 300;
    await bench.clock.run(async () => {
      await theirs();
      return deploy(bench.context({ ...changed, storage: { text: 'c' } }));
    });
    const end = bench.events.find(event => event.type === 'apply-ended');
    expect(end).to.include({ criticalSeconds: 300 });
    expect(end?.type === 'apply-ended' && end.overheadSeconds).to.be.within(0, 10);
  });

  it('knows its own by their token', async () => {
    await bench.clock.run(async () => {
      const first = deploy(bench.context(changed));
      await bench.clock.sleep(4_000);
      return Promise.all([first, deploy(bench.context(changed))]);
    });
    expect(notices().join('\n')).to.contain('t-network is UPDATE_IN_PROGRESS, begun by Cloudpool at');
  });

  it('does not wait where that was forbidden, and changes nothing', async () => {
    bench.cloud.calls.length = 0;
    const refusal = await bench.clock.run(async () => {
      await theirs();
      bench.cloud.calls.length = 0;
      const began = bench.clock.now();
      const error = await deploy(bench.context(changed), { wait: false }).catch((error: unknown) => error);
      expect(bench.clock.now()).to.equal(began);
      return error;
    });
    expect(refusal).to.include({ code: 'STACKS_BUSY', exitCode: 1 });
    expect(refusal).to.have.property('message').that.contains('t-network is UPDATE_IN_PROGRESS');
    expect(new Set(bench.cloud.calls)).to.deep.equal(new Set(['describeStack', 'stackEvents']));
  });

  it('needs no waiting where nothing is busy', async () => {
    const result = await bench.clock.run(() => deploy(bench.context(changed), { wait: false }));
    expect(endsOf(result)).to.include({ network: 'done' });
  });
});
