import { expect } from 'chai';
import { deploy } from '../../scripts/deploy/deploy.ts';
import { plan } from '../../scripts/deploy/plan.ts';
import { type Bench, createBench, type TestStack } from './support.ts';

const HOUR = 3_600_000;

describe('what an earlier command left', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = createBench();
    await bench.clock.run(() => deploy(bench.context({ one: {} })));
  });
  afterEach(() => bench.dispose());

  const names = () =>
    bench.cloud.account.stacks.flatMap(({ changeSets }) =>
      [...changeSets.values()].map(({ request }) => request.changeSetName),
    );
  const leave = async (changeSetName: string) => {
    const { gateways, graph } = bench.context({ one: { text: 'b' } });
    await gateways?.cloudFormation.createChangeSet({
      stackName: 't-one',
      templateBody: graph.nodes.get('one')?.template.text ?? '',
      parameters: [],
      capabilities: [],
      tags: new Map(),
      type: 'UPDATE',
      changeSetName,
    });
  };

  it('is tidied up an hour later: ours, and nobody else’s', async () => {
    await bench.clock.run(async () => {
      await leave('cloudpool-1700000000000-abc');
      await leave('by-hand');
      await leave('cloudpool-by-hand');
      await bench.clock.sleep(HOUR + 1);
      await leave('cloudpool-1700003600000-def');
      await plan(bench.context({ one: { text: 'b' } }));
    });
    expect(names()).to.include.members(['by-hand', 'cloudpool-by-hand', 'cloudpool-1700003600000-def']);
    expect(names()).to.not.include('cloudpool-1700000000000-abc');
  });

  it('costs no call where nothing changes', async () => {
    bench.cloud.calls.length = 0;
    await bench.clock.run(() => deploy(bench.context({ one: {} })));
    expect(bench.cloud.calls).to.have.lengthOf(2);
  });
});

describe('the shell of a stack', () => {
  const head = 'region: us-east-1\nprefix: t\nexternal: [shared-VpcId]\n';
  let bench: Bench;
  beforeEach(() => {
    bench = createBench(head);
  });
  afterEach(() => bench.dispose());

  /** Whoever lists the exports sees it; when the change set is made it has gone. */
  const refusedCreation = (
    before: () => Promise<void> = async () => undefined,
    stack: TestStack = { transform: 'AWS::LanguageExtensions' },
  ) => {
    const context = bench.context({ one: { imports: ['shared-VpcId'], ...stack } });
    if (context.gateways === undefined) throw new Error('no gateways');
    const cloudFormation = { ...bench.cloud.gateway, exportNames: async () => new Set(['shared-VpcId']) };
    return bench.clock.run(async () => {
      const result = await deploy({
        ...context,
        gateways: { ...context.gateways, cloudFormation } as typeof context.gateways & object,
        approve: async () => {
          await before();
          return true;
        },
      });
      await bench.clock.sleep(5_000);
      return result;
    });
  };
  const statuses = () => bench.cloud.account.stacks.map(({ status }) => status);

  it('goes with the refused change set that made it', async () => {
    const result = await refusedCreation();
    expect(result.stacks.get('one')?.card?.reason).to.contain('No export named shared-VpcId found');
    expect(statuses()).to.deep.equal(['DELETE_COMPLETE']);
  });

  it('is never made where no change set is needed: what fails deletes itself', async () => {
    const result = await refusedCreation(undefined, {});
    expect(result.stacks.get('one')?.card).to.include({
      kind: 'missing-export',
      reason: 'No export named shared-VpcId found.',
    });
    expect(bench.cloud.calls).to.include('createStack').and.not.include('createChangeSet');
    expect(statuses()).to.deep.equal(['DELETE_COMPLETE']);
  });

  it('stays while the change set of somebody else waits in it', async () => {
    await refusedCreation(async () => {
      await bench.cloud.gateway.createChangeSet({
        stackName: 't-one',
        templateBody: 'Resources: { A: { Type: "AWS::SNS::Topic" } }',
        parameters: [],
        capabilities: [],
        tags: new Map(),
        type: 'CREATE',
        changeSetName: 'by-hand',
      });
    });
    expect(statuses()).to.deep.equal(['REVIEW_IN_PROGRESS']);
  });
});
