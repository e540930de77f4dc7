import { expect } from 'chai';
import { AwsError } from '../../../scripts/aws/aws-error.ts';
import type { TaskSchedule, TaskTarget } from '../../../scripts/aws/schedule-target.ts';
import { fire, type StartTasks } from '../../../scripts/local/schedules/fire.ts';
import { scheduleOf } from './schedule-of.ts';

const TIME = Date.parse('2026-11-22T12:00:00Z');
const ARN = 'arn:aws:scheduler:us-east-1:000000000000:schedule/default/daily';

const schedule = (target: Partial<TaskTarget> = {}, kind: TaskSchedule['kind'] = 'schedule') => {
  const whole = scheduleOf({ arn: ARN, kind });
  return { ...whole, target: { ...whole.target, ...target } };
};

const failure = (transient: boolean) =>
  new AwsError('ecs:RunTask: no', { code: 'NO', awsName: 'No', transient });

describe('fire', () => {
  /** Fires with a clock of its own; the first starts fail as told. */
  async function fired(of: TaskSchedule, failures: readonly Error[] = []) {
    let now = TIME;
    const left = [...failures];
    const requests: { readonly startedBy: string; readonly overrides: object }[] = [];
    const start: StartTasks = async (_, request) => {
      requests.push(request);
      const error = left.shift();
      if (error) throw error;
      return 1;
    };
    const clock = {
      now: () => now,
      sleep: async (ms: number) => {
        now += ms;
      },
    };
    const { signal } = new AbortController();
    const end = await fire(of, { time: TIME, start, clock, random: () => 0.5, signal }).catch(error => error);
    return { end, requests, tookMs: now - TIME };
  }

  const INPUT = JSON.stringify({
    containerOverrides: [
      {
        name: 'worker',
        environment: [
          { name: 'ID', value: '<aws.scheduler.scheduled-time>' },
          { name: 'TRY', value: '<aws.scheduler.attempt-number> of <aws.scheduler.schedule-arn>' },
          { name: 'OTHER', value: '<aws.scheduler.unknown>' },
        ],
      },
    ],
  });

  it('fills in the time, the ARN and the try, and leaves what it does not know', async () => {
    const { end, requests } = await fired(schedule({ input: INPUT }));
    expect(end).to.equal(1);
    expect(requests[0]?.startedBy).to.equal('chronos-schedule/daily');
    expect(requests[0]?.overrides).to.deep.equal({
      containerOverrides: [
        {
          name: 'worker',
          environment: [
            { name: 'ID', value: '2026-11-22T12:00:00Z' },
            { name: 'TRY', value: `1 of ${ARN}` },
            { name: 'OTHER', value: '<aws.scheduler.unknown>' },
          ],
        },
      ],
    });
  });

  it('tries again what may pass, with the same scheduled time', async () => {
    const { end, requests, tookMs } = await fired(schedule({ input: INPUT }), [failure(true), failure(true)]);
    expect(end).to.equal(1);
    expect(requests).to.have.length(3);
    expect(tookMs).to.be.greaterThan(0);
    const texts = requests.map(({ overrides }) => JSON.stringify(overrides));
    for (const text of texts) expect(text).to.contain('2026-11-22T12:00:00Z');
    expect(texts[2]).to.contain(`3 of ${ARN}`);
  });

  it('gives up what will not pass at once', async () => {
    const { end, requests } = await fired(schedule(), [failure(false)]);
    expect([end.message, requests.length]).to.deep.equal(['ecs:RunTask: no', 1]);
  });

  it('holds to the retry policy', async () => {
    const always = Array.from({ length: 20 }, () => failure(true));
    expect((await fired(schedule({ retries: 2 }), always)).requests).to.have.length(3);
    expect((await fired(schedule({ retries: 0 }), always)).requests).to.have.length(1);
    const { tookMs } = await fired(schedule({ retries: 185, retryForMs: 60_000 }), always);
    expect(tookMs).to.be.at.most(60_000);
  });

  it('refuses an input that is no JSON object, and a target that it cannot fill in', async () => {
    expect((await fired(schedule({ input: '[1]' }))).end.code).to.equal('BAD_INPUT');
    const { end, requests } = await fired(schedule({ unsupported: ['InputTransformer'] }));
    expect([end.code, requests.length]).to.deep.equal(['UNSUPPORTED_TARGET', 0]);
  });

  it('says that a rule started the tasks', async () => {
    const { requests } = await fired(schedule({}, 'rule'));
    expect(requests[0]?.startedBy).to.equal('events-rule/daily');
  });
});
