import { expect } from 'chai';
import { StoreError } from '../../functions/runtime/protocol/ports.ts';
import { openTaskGateway, type TaskOrder } from '../../scripts/aws/ecs.ts';
import { type Answers, stubSession } from '../support/stub-session.ts';

const order: TaskOrder = {
  cluster: 'arn:cluster',
  family: 'app-fleet',
  subnets: ['subnet-1', 'subnet-2'],
  securityGroups: ['sg-1'],
  publicAddress: true,
  spot: false,
  count: 3,
  startedBy: '20261121T195600-k3f9',
  token: 'token-1',
};

async function asking(answers: Answers) {
  const inputs: Record<string, unknown>[] = [];
  const noting = Object.entries(answers).map(([name, answer]) => [
    name,
    (input: Record<string, unknown>) => {
      inputs.push(input);
      return answer(input);
    },
  ]);
  const { session } = stubSession(Object.fromEntries(noting));
  return { gateway: await openTaskGateway(session), inputs };
}

describe('openTaskGateway', () => {
  it('starts tasks on Fargate with network, origin and token', async () => {
    const { gateway, inputs } = await asking({ RunTask: () => ({ tasks: [{ taskArn: 'arn:1' }] }) });
    expect(await gateway.runTask(order)).to.deep.equal({ started: ['arn:1'], refused: [] });
    expect(inputs).to.deep.equal([
      {
        cluster: 'arn:cluster',
        taskDefinition: 'app-fleet',
        count: 3,
        startedBy: '20261121T195600-k3f9',
        clientToken: 'token-1',
        launchType: 'FARGATE',
        networkConfiguration: {
          awsvpcConfiguration: {
            subnets: ['subnet-1', 'subnet-2'],
            securityGroups: ['sg-1'],
            assignPublicIp: 'ENABLED',
          },
        },
      },
    ]);
  });

  it('asks for Spot by its capacity provider, never together with a launch type', async () => {
    const { gateway, inputs } = await asking({ RunTask: () => ({}) });
    await gateway.runTask({ ...order, spot: true, publicAddress: false });
    expect(inputs[0]).not.to.have.property('launchType');
    expect(inputs[0]).to.deep.include({
      capacityProviderStrategy: [{ capacityProvider: 'FARGATE_SPOT', weight: 1 }],
    });
  });

  it('hands on what ECS refused in an answer that is otherwise good', async () => {
    const failures = [{ reason: 'Capacity is unavailable at this time' }, { reason: 'MISSING', detail: 'x' }];
    const { gateway } = await asking({ RunTask: () => ({ tasks: [], failures }) });
    expect((await gateway.runTask(order)).refused).to.deep.equal([
      'Capacity is unavailable at this time',
      'MISSING: x',
    ]);
  });

  it('counts over all pages', async () => {
    const { gateway, inputs } = await asking({
      ListTasks: ({ nextToken }) =>
        nextToken === undefined ? { taskArns: ['a', 'b'], nextToken: 'more' } : { taskArns: ['c'] },
    });
    expect(await gateway.countRunning('arn:cluster', 'app-fleet')).to.equal(3);
    expect(inputs[0]).to.deep.equal({
      cluster: 'arn:cluster',
      family: 'app-fleet',
      desiredStatus: 'RUNNING',
    });
  });

  it('reads how a task ended', async () => {
    const tasks = [
      {
        taskArn: 'arn:1',
        lastStatus: 'STOPPED',
        pullStartedAt: new Date(1_000),
        startedAt: new Date(2_000),
        stoppedAt: new Date(3_000),
        stoppedReason: 'Essential container in task exited',
        stopCode: 'EssentialContainerExited',
        containers: [{ exitCode: 0 }],
      },
      { taskArn: 'arn:2', lastStatus: 'PENDING', stoppedReason: '', containers: [{}] },
    ];
    const { gateway } = await asking({ DescribeTasks: () => ({ tasks, failures: [{ reason: 'MISSING' }] }) });
    expect(await gateway.describeTasks('arn:cluster', ['arn:1', 'arn:2', 'arn:3'])).to.deep.equal([
      {
        arn: 'arn:1',
        status: 'STOPPED',
        pullStartedAt: 1_000,
        startedAt: 2_000,
        stoppedAt: 3_000,
        stoppedReason: 'Essential container in task exited',
        stopCode: 'EssentialContainerExited',
        exitCode: 0,
      },
      { arn: 'arn:2', status: 'PENDING' },
    ]);
  });

  it('tells throttling, which passes, from a right that is missing', async () => {
    for (const [name, transient] of [
      ['ThrottlingException', true],
      ['AccessDeniedException', false],
    ] as const) {
      const failure = Object.assign(new Error('no'), { name, $metadata: { httpStatusCode: 400 } });
      const { gateway } = await asking({
        RunTask: () => {
          throw failure;
        },
      });
      const error = await gateway.runTask(order).catch((thrown: unknown) => thrown);
      expect(error)
        .to.be.instanceOf(StoreError)
        .and.include({ transient, message: `ecs:RunTask: ${name}: no` });
    }
  });
});
