import { expect } from 'chai';
import { taskProtection } from '../../../../functions/runtime/container/task-protection.ts';
import { type AnswerServer, startAnswerServer } from '../../../support/aws-answer-server.ts';

describe('taskProtection', () => {
  let agent: AnswerServer;
  const logs: object[] = [];
  const open = (address: string | undefined) => taskProtection(address, { log: entry => logs.push(entry) });

  beforeEach(async () => {
    agent = await startAnswerServer();
    logs.length = 0;
  });
  afterEach(() => agent.close());

  it('tells the agent when work begins and ends, in this order', async () => {
    const { set } = open(agent.settings.endpoint);
    await Promise.all([set(true), set(false)]);
    expect(agent.requests.map(({ method, url }) => `${method} ${url}`)).to.deep.equal([
      'PUT /task-protection/v1/state',
      'PUT /task-protection/v1/state',
    ]);
    expect(agent.requests.map(({ body }) => JSON.parse(body))).to.deep.equal([
      { ProtectionEnabled: true, ExpiresInMinutes: 720 },
      { ProtectionEnabled: false },
    ]);
  });

  it('says once that it is refused, and asks no more', async () => {
    agent.answer({ status: 400, body: '{"error":{"Code":"AccessDeniedException"}}' });
    const { set } = open(agent.settings.endpoint);
    await set(true);
    await set(false);
    expect(agent.requests).to.have.length(1);
    expect(logs).to.deep.equal([
      { event: 'not-protected', status: 400, answer: '{"error":{"Code":"AccessDeniedException"}}' },
    ]);
  });

  it('is silent where no service could scale it in, and asks no more', async () => {
    for (const body of [
      '{"failure":{"Reason":"TASK_NOT_VALID"}}',
      '{"error":{"Code":"TaskNotValidException"}}',
    ]) {
      agent.answer({ status: 400, body });
      const asked = agent.requests.length;
      const { set } = open(agent.settings.endpoint);
      await set(true);
      await set(false);
      expect(agent.requests).to.have.length(asked + 1);
    }
    expect(logs).to.deep.equal([]);
  });

  it('survives an agent that is not there, and needs none', async () => {
    await open('http://127.0.0.1:1').set(true);
    expect(logs).to.have.length(1);
    await open(undefined).set(true);
    await open('').set(true);
    expect(logs).to.have.length(1);
  });
});
