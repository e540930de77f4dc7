import { ListTasksCommand } from '@aws-sdk/client-ecs';
import { EventBridgeClient, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import { CreateScheduleCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import { expect } from 'chai';
import { localStatus } from '../../../scripts/local/local.ts';
import { CLUSTER, type ContainerScene, openScene, ROOT_USER, until } from '../containers/container-scene.ts';
import { ROOT } from '../local-sandbox.ts';

const SCHEDULER = 'scheduler.amazonaws.com';

describe('the schedules of the local agent', function () {
  this.timeout(60_000);
  let scene: ContainerScene;
  let scheduler: SchedulerClient;
  let rules: EventBridgeClient;
  before(async () => {
    scene = await openScene();
    const { emulator } = await status();
    const target = { region: 'us-east-1', endpoint: String(emulator.address), credentials: ROOT_USER };
    scheduler = new SchedulerClient(target);
    rules = new EventBridgeClient(target);
    // Registers the task definition.
    await scene.over(await scene.run());
  });
  after(async () => {
    scheduler.destroy();
    rules.destroy();
    await scene.dispose();
  });

  const status = () => localStatus({ root: ROOT, stateDir: scene.sandbox.stateDir });

  /** A schedule that fires once, in two seconds: the shortest rate is a minute. */
  async function schedule(Name: string, RoleArn: string): Promise<string> {
    const time = new Date(Date.now() + 2_000).toISOString().slice(0, 19);
    await scheduler.send(
      new CreateScheduleCommand({
        Name,
        ScheduleExpression: `at(${time})`,
        FlexibleTimeWindow: { Mode: 'OFF' },
        Target: {
          Arn: CLUSTER,
          RoleArn,
          Input: JSON.stringify({
            containerOverrides: [
              {
                name: 'worker',
                environment: [
                  { name: 'TIME', value: '<aws.scheduler.scheduled-time>' },
                  { name: 'TRY', value: '<aws.scheduler.attempt-number>' },
                ],
              },
            ],
          }),
          EcsParameters: { TaskDefinitionArn: 'scene', LaunchType: 'FARGATE' },
        },
      }),
    );
    return `${time}Z`;
  }

  const startedBy = async (by: string) => {
    const { taskArns = [] } = await scene.ecs.send(
      new ListTasksCommand({ cluster: CLUSTER, startedBy: by, desiredStatus: 'STOPPED' }),
    );
    return taskArns;
  };

  it('start tasks when their time comes, with the time filled in, once', async () => {
    const role = await scene.role('clock', { trusted: SCHEDULER, actions: ['ecs:RunTask'] });
    const time = await schedule('once', role);
    const [task = ''] = await until('the task of the schedule', async () => {
      const tasks = await startedBy('chronos-schedule/once');
      return tasks.length > 0 ? tasks : undefined;
    });
    expect(JSON.parse((await scene.log(task))[0] ?? '')).to.include({ TIME: time, TRY: '1' });
    expect(await startedBy('chronos-schedule/once')).to.have.length(1);
  });

  it('start nothing with a role that lacks the right: the status of the agent says which', async () => {
    const powerless = await scene.role('powerless', { trusted: SCHEDULER });
    const stranger = await scene.role('stranger', {
      trusted: 'lambda.amazonaws.com',
      actions: ['ecs:RunTask'],
    });
    await Promise.all([schedule('powerless', powerless), schedule('stranger', stranger)]);
    const problems = await until('two problems', async () => {
      const { agent } = await status();
      return agent.problems?.length === 2 ? agent.problems : undefined;
    });
    const told = Object.fromEntries(problems.map(({ about, message }) => [about.split('/').at(-1), message]));
    expect(told.powerless).to.match(
      /did not fire at .*: ecs:RunTask: .*not authorized to perform: ecs:RunTask/,
    );
    expect(told.stranger).to.match(/does not let scheduler.amazonaws.com in/);
    expect(await startedBy('chronos-schedule/powerless')).to.deep.equal([]);
  });

  it('are counted, those of EventBridge rules too, but only those that are on', async () => {
    const role = await scene.role('rule', { trusted: 'events.amazonaws.com', actions: ['ecs:RunTask'] });
    for (const [Name, ScheduleExpression] of [
      ['hourly', 'rate(1 hour)'],
      ['silent', 'rate(2 hours)'],
    ] as const) {
      const State = Name === 'silent' ? 'DISABLED' : 'ENABLED';
      await rules.send(new PutRuleCommand({ Name, ScheduleExpression, State }));
      await rules.send(
        new PutTargetsCommand({
          Rule: Name,
          Targets: [{ Id: '1', Arn: CLUSTER, RoleArn: role, EcsParameters: { TaskDefinitionArn: 'scene' } }],
        }),
      );
    }
    // Three schedules of Scheduler, and the one rule that is on.
    await until('the rule that is on', async () =>
      (await status()).agent.schedules === 4 ? true : undefined,
    );
  });
});
