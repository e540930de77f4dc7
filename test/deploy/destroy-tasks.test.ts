import { expect } from 'chai';
import { AwsError } from '../../scripts/aws/aws-error.ts';
import type { ClusterGateway } from '../../scripts/aws/cluster-tasks.ts';
import { deploy } from '../../scripts/deploy/deploy.ts';
import { destroy } from '../../scripts/deploy/destroy.ts';
import type { StackPlan } from '../../scripts/deploy/events.ts';
import { type Bench, createBench, endsOf, type TestStack } from './support.ts';

const CLUSTER = 't-fleet-main';
const ARN = `arn:aws:ecs:us-east-1:111122223333:task/${CLUSTER}`;
const stacks: Readonly<Record<string, TestStack>> = {
  pool: {},
  fleet: { type: 'AWS::ECS::Cluster', imports: ['t-pool-Id'] },
};

describe('destroy of a cluster with tasks', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = createBench();
    await bench.clock.run(() => deploy(bench.context(stacks)));
    bench.events.splice(0);
    bench.tasks.set(CLUSTER, [`${ARN}/one`, `${ARN}/two`]);
  });
  afterEach(() => bench.dispose());

  const notices = () => bench.events.flatMap(event => (event.type === 'notice' ? event.message : []));
  const status = (name: string) => bench.cloud.account.stacks.findLast(stack => stack.name === name)?.status;
  /** Destroys with some calls to ECS replaced. */
  const destroyWith = (clusters: Partial<ClusterGateway>) => {
    const { gateways, ...context } = bench.context(stacks);
    if (gateways === undefined) throw new Error('no gateways');
    const replaced = { ...gateways, clusters: { ...gateways.clusters, ...clusters } };
    return bench.clock.run(() => destroy({ ...context, gateways: replaced }));
  };
  const refused = (transient: boolean) => async () => {
    throw new AwsError('ecs:ListTasks: no', { code: 'NO', awsName: 'No', transient });
  };

  it('counts them before it asks, and stops none without consent', async () => {
    const plans: StackPlan[] = [];
    const approve = async (plan: { readonly stacks: readonly StackPlan[] }) => {
      plans.push(...plan.stacks);
      return false;
    };
    await bench.clock.run(() => destroy(bench.context(stacks, { approve })));
    expect(plans.find(({ key }) => key === 'fleet')?.marks?.map(({ text }) => text)).to.deep.equal([
      `Main (${CLUSTER}) runs 2 tasks: they are stopped before anything is deleted`,
    ]);
    expect(bench.tasks.get(CLUSTER)).to.have.lengthOf(2);
  });

  it('stops them, waits for their end, and deletes then: AWS refuses it before', async () => {
    const result = await bench.clock.run(() => destroy(bench.context(stacks)));
    expect(endsOf(result)).to.deep.equal({ fleet: 'done', pool: 'done' });
    expect(notices()).to.deep.equal([
      `fleet: 2 tasks of Main (${CLUSTER}) told to stop and waited for: one, two`,
    ]);
  });

  it('stops one that somebody starts meanwhile', async () => {
    void bench.clock.sleep(30_000).then(() => bench.tasks.set(CLUSTER, [`${ARN}/two`, `${ARN}/three`]));
    const result = await bench.clock.run(() => destroy(bench.context(stacks)));
    expect(endsOf(result)).to.include({ fleet: 'done' });
    expect(notices().at(-1)).to.equal(
      `fleet: 1 task of Main (${CLUSTER}) told to stop and waited for: three`,
    );
  });

  it('waits five minutes and no longer; the card then says what AWS says', async () => {
    const result = await destroyWith({ stopTask: async () => undefined });
    expect(endsOf(result)).to.deep.equal({ fleet: 'failed', pool: 'skipped' });
    expect(notices()).to.include(
      `fleet: Main (${CLUSTER}): 2 tasks not stopped yet after 5 minutes; the deletion is tried all the same.`,
    );
    expect(result.stacks.get('fleet')?.card?.reason).to.match(/Tasks are active/);
  });

  it('looks again when an answer is lost', async () => {
    bench.tasks.clear();
    let calls = 0;
    const lost = refused(true);
    const once = await destroyWith({ activeTasks: async () => (++calls < 3 ? lost() : []) });
    expect(endsOf(once)).to.include({ fleet: 'done' });
    expect(calls).to.equal(3);
  });

  it('tries the deletion without the right to stop tasks, and says which is missing', async () => {
    const result = await destroyWith({ activeTasks: refused(false) });
    expect(endsOf(result)).to.include({ fleet: 'failed' });
    expect(notices()).to.deep.equal([
      `fleet: the tasks of Main (${CLUSTER}) cannot be stopped: ecs:ListTasks: no`,
    ]);
  });

  it('deletes nothing when interrupted while it waits', async () => {
    const result = await bench.clock.run(() => {
      void bench.clock.sleep(10_000).then(() => bench.abort.abort());
      return destroy(bench.context(stacks));
    });
    expect(endsOf(result)).to.deep.equal({ fleet: 'cancelled', pool: 'cancelled' });
    expect([status('t-fleet'), status('t-pool')]).to.deep.equal(['CREATE_COMPLETE', 'CREATE_COMPLETE']);
    expect(result.detached).to.equal(true);
  });

  it('says nothing of an idle one', async () => {
    bench.tasks.clear();
    await bench.clock.run(() => destroy(bench.context(stacks)));
    expect(notices()).to.deep.equal([]);
  });
});
