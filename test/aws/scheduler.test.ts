import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { expect } from 'chai';
import { openScheduler } from '../../scripts/aws/scheduler.ts';
import type { AwsSession } from '../../scripts/aws/session.ts';
import { type AnswerServer, startAnswerServer } from '../support/aws-answer-server.ts';

describe('openScheduler', () => {
  let server: AnswerServer;
  before(async () => {
    server = await startAnswerServer();
  });
  after(() => server.close());

  it('reads a schedule anew whose date stayed the same', async () => {
    const client = new SchedulerClient(server.settings);
    const scheduler = await openScheduler({
      scheduler: async () => client,
    } as Partial<AwsSession> as AwsSession);
    const expressions: string[] = [];
    for (const expression of ['rate(1 day)', 'rate(1 minute)']) {
      answerWith(expression);
      expressions.push(...(await scheduler.list()).map(schedule => schedule.expression));
    }
    client.destroy();
    expect(expressions).to.deep.equal(['rate(1 day)', 'rate(1 minute)']);
  });

  /** Both calls get the same body: what one of them does not know, it passes over. */
  function answerWith(expression: string): void {
    const Target = {
      Arn: 'arn:aws:ecs:us-east-1:000000000000:cluster/c',
      RoleArn: 'arn:aws:iam::000000000000:role/r',
    };
    const Schedules = [{ Name: 's', GroupName: 'default', LastModificationDate: 1_795_381_124, Target }];
    const schedule = {
      Arn: 'arn:aws:scheduler:us-east-1:000000000000:schedule/default/s',
      Name: 's',
      Target,
    };
    const body = JSON.stringify({ Schedules, ...schedule, ScheduleExpression: expression });
    server.answer({ status: 200, headers: { 'content-type': 'application/json' }, body });
  }
});
