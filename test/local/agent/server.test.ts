import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { createCredentialDesk } from '../../../scripts/local/agent/credential-desk.ts';
import { readHealth } from '../../../scripts/local/agent/health.ts';
import { startServer } from '../../../scripts/local/agent/server.ts';

const SESSION = {
  accessKeyId: 'A',
  secretAccessKey: 'S',
  sessionToken: 'T',
  expires: Date.parse('2026-11-22T12:00:00Z'),
};

describe('startServer', () => {
  const desk = createCredentialDesk();
  let server: Server;
  before(async () => {
    const health = () => ({ containers: 2, schedules: 1, problems: [{ at: 1, about: 'a', message: 'm' }] });
    server = await startServer(0, { health, desk });
  });
  after(() => server.close());

  async function ask(path: string, token = '') {
    const { port } = server.address() as AddressInfo;
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
      headers: { authorization: token, connection: 'close' },
    });
    return { status: answer.status, body: await answer.json() };
  }

  it('gives a container the credentials of its own task, for its own token', async () => {
    const [one, two] = [desk.admit('one', async () => SESSION), desk.admit('two', async () => SESSION)];
    expect(await ask('/credentials/one', one)).to.deep.equal({
      status: 200,
      body: { AccessKeyId: 'A', SecretAccessKey: 'S', Token: 'T', Expiration: '2026-11-22T12:00:00.000Z' },
    });
    expect((await ask('/credentials/one', two)).status).to.equal(403);
    expect((await ask('/credentials/one')).status).to.equal(403);
    expect((await ask('/credentials/three', one)).status).to.equal(403);
    desk.dismiss('one');
    expect((await ask('/credentials/one', one)).status).to.equal(403);
  });

  it('says why a role gives no credentials', async () => {
    const token = desk.admit('four', async () => {
      throw new Error('the role is gone');
    });
    expect(await ask('/credentials/four', token)).to.deep.equal({
      status: 500,
      body: { message: 'the role is gone' },
    });
  });

  it('tells its health', async () => {
    const { body } = await ask('/_agent/health');
    expect(readHealth(body)).to.deep.equal({
      containers: 2,
      schedules: 1,
      problems: [{ at: 1, about: 'a', message: 'm' }],
    });
    expect(readHealth({ services: {} })).to.equal(undefined);
  });

  it('protects no task, as ECS where there is no service, and knows nothing else', async () => {
    expect((await ask('/api/one/task-protection/v1/state')).status).to.equal(400);
    expect((await ask('/v4/one')).body).to.include({ DockerId: 'one' });
    expect((await ask('/elsewhere')).status).to.equal(404);
  });
});
