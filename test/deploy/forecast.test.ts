import { expect } from 'chai';
import { deploy } from '../../scripts/deploy/deploy.ts';
import { type DeployPlan, plan } from '../../scripts/deploy/plan.ts';
import { type Bench, createBench, type TestStack } from './support.ts';

type Stacks = Readonly<Record<string, TestStack>>;

const alarm = { extra: '  Alarm:\n    Type: AWS::CloudWatch::Alarm' };

describe('a plan', () => {
  let bench: Bench;
  beforeEach(() => {
    bench = createBench();
  });
  afterEach(() => bench.dispose());

  const make = (stacks: Stacks) => bench.clock.run(() => plan(bench.context(stacks)));
  const run = (stacks: Stacks) => bench.clock.run(() => deploy(bench.context(stacks)));
  const stackOf = ({ stacks }: DeployPlan, wanted: string) => stacks.find(({ key }) => key === wanted);

  it('guesses the time of new stacks from their resources, and of all from the longest chain', async () => {
    const made = await make({ storage: {}, pool: { imports: ['t-storage-Id'] }, network: {} });
    expect(stackOf(made, 'pool')?.expected).to.deep.equal({ seconds: 15, from: 'typical' });
    expect(made.expected).to.deep.equal({ seconds: 30, from: 'typical' });
  });

  it('expects of an update what the last operation took', async () => {
    bench.cloud.script.seconds = () => 40;
    await run({ storage: {} });
    const made = await make({ storage: { text: 'b' } });
    expect(stackOf(made, 'storage')?.expected).to.deep.equal({ seconds: 40, from: 'last' });
    expect(made.expected).to.deep.equal({ seconds: 40, from: 'last' });
  });

  it('expects nothing where nothing changes', async () => {
    await run({ storage: {} });
    const made = await make({ storage: {} });
    expect(made).to.not.have.any.keys('expected', 'prices');
    expect(made.stacks[0]).to.not.have.any.keys('expected', 'price');
  });

  it('weighs what is added against what goes, by the templates as they stand', async () => {
    await run({ storage: alarm });
    expect(stackOf(await make({ storage: {} }), 'storage')?.price?.monthly).to.equal(-0.1);
    const made = await make({ storage: { extra: alarm.extra.replace('Alarm:', 'Other:') } });
    expect(stackOf(made, 'storage')?.price).to.deep.equal({
      monthly: 0,
      resources: [
        { logicalId: 'Alarm', monthly: -0.1 },
        { logicalId: 'Other', monthly: 0.1 },
      ],
      byUse: [],
      unpriced: [],
    });
    expect(made.prices).to.include({ region: 'us-east-1' });
  });

  it('prices nothing on the emulator, and guesses no time there', async () => {
    bench.dispose();
    bench = createBench('region: us-east-1\nprefix: t\nendpoint: http://127.0.0.1:4566\n');
    const made = await make({ storage: alarm });
    expect(made.stacks[0]).to.not.have.any.keys('expected', 'price');
    expect(made).to.not.have.any.keys('expected', 'prices');
  });

  it('says why a stack waits: what it hangs on, and where that is written', async () => {
    const made = await make({ storage: {}, pool: { imports: ['t-storage-Id'] }, last: { after: ['pool'] } });
    const [wait] = stackOf(made, 'pool')?.waits ?? [];
    expect(wait).to.deep.include({ key: 'storage', kind: 'strong', via: 't-storage-Id' });
    expect(wait?.at).to.deep.include({ file: 'templates/pool.yaml', line: 6 });
    expect(stackOf(made, 'last')?.waits?.[0]).to.deep.include({ key: 'pool', kind: 'after' });
  });
});
