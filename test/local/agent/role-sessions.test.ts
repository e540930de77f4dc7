import { expect } from 'chai';
import { createRoleSessions } from '../../../scripts/local/agent/role-sessions.ts';

const ROLE = 'arn:aws:iam::000000000000:role/r';
const TASKS = { service: 'ecs-tasks.amazonaws.com', source: 'arn:aws:ecs:us-east-1:000000000000:*' };
const HOUR = 3_600_000;

function open(service = TASKS.service) {
  let now = 0;
  let opened = 0;
  const sessions = createRoleSessions({
    clock: { now: () => now, sleep: async () => undefined },
    roles: {
      trustOf: async () => ({
        Statement: [
          {
            Effect: 'Allow',
            Principal: { Service: service },
            Action: 'sts:AssumeRole',
            Condition: { StringEquals: { 'aws:SourceAccount': '000000000000' } },
          },
        ],
      }),
      sessionOf: async () => ({
        accessKeyId: `key ${++opened}`,
        secretAccessKey: 's',
        sessionToken: 't',
        expires: now + HOUR,
      }),
      denied: async (_, actions) => actions.filter(action => action !== 'ecr:BatchGetImage'),
    },
  });
  return {
    sessions,
    goTo: (minute: number) => {
      now = minute * 60_000;
    },
  };
}

describe('createRoleSessions', () => {
  it('shares one session of a role, and renews it ten minutes before its end', async () => {
    const { sessions, goTo } = open();
    const both = await Promise.all([sessions.get(ROLE, TASKS), sessions.get(ROLE, TASKS)]);
    expect(both.map(({ accessKeyId }) => accessKeyId)).to.deep.equal(['key 1', 'key 1']);
    goTo(49);
    expect((await sessions.get(ROLE, TASKS)).accessKeyId).to.equal('key 1');
    goTo(51);
    expect((await sessions.get(ROLE, TASKS)).accessKeyId).to.equal('key 2');
  });

  it('gives nothing to a service that the role does not trust', async () => {
    const { sessions } = open('lambda.amazonaws.com');
    const error = await sessions.get(ROLE, TASKS).catch(thrown => thrown);
    expect([error.code, error.message]).to.deep.equal([
      'ROLE_NOT_TRUSTED',
      `the trust policy of ${ROLE} does not let ecs-tasks.amazonaws.com in`,
    ]);
  });

  it('names the actions that a role lacks', async () => {
    const { sessions } = open();
    await sessions.require(ROLE, ['ecr:BatchGetImage'], 'x');
    const error = await sessions
      .require(ROLE, ['ecr:BatchGetImage', 'ecr:Other'], 'x')
      .catch(thrown => thrown);
    expect(error.message).to.equal(`${ROLE} is not authorized to perform ecr:Other on x`);
  });
});
