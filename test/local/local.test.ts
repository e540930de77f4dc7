import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import { createServer as createTcpServer, type Server } from 'node:net';
import { join } from 'node:path';
import { expect } from 'chai';
import { CloudpoolError } from '../../scripts/errors.ts';
import { endGroup } from '../../scripts/local/end-group.ts';
import { localStatus, startLocal } from '../../scripts/local/local.ts';
import { identify, membersOf } from '../../scripts/local/processes.ts';
import { readRecord, SERVICE_NAMES, writeRecord } from '../../scripts/local/record.ts';
import { type LocalSandbox, localSandbox, ROOT, told } from './local-sandbox.ts';

describe('startLocal', () => {
  let sandbox: LocalSandbox;
  beforeEach(() => {
    sandbox = localSandbox();
  });
  afterEach(() => sandbox.dispose());

  it('brings the services up on free ports and says that a deploy is needed', async () => {
    const status = await sandbox.start();
    expect(status.emulator.state).to.equal('running');
    expect(status.provider.state).to.equal('running');
    expect(status.agent).to.include({ state: 'running', containers: 0, schedules: 0 });
    expect(told(sandbox.events)).to.include.members(['ready emulator', 'ready provider', 'ready agent']);
    await sandbox.stop();
    expect((await localStatus({ root: ROOT, stateDir: sandbox.stateDir })).needsDeploy).to.equal(true);
  });

  it('enforces IAM', async () => {
    const { emulator } = await sandbox.start();
    const health = await (await fetch(`${emulator.address}/_ministack/health`)).json();
    expect(health).to.include({ auth: 'enabled', version: '1.5.33' });
  });

  it('says already running the second time, and starts nothing', async () => {
    const first = await sandbox.start();
    sandbox.events.length = 0;
    const second = await sandbox.start();
    expect(second).to.deep.equal(first);
    expect(told(sandbox.events)).to.have.members([
      'already-running emulator',
      'already-running provider',
      'already-running agent',
    ]);
  });

  it('starts each service once when two commands start at once', async () => {
    const [first, second] = await Promise.all([sandbox.start(), sandbox.start()]);
    expect(first.emulator.pid).to.equal(second.emulator.pid);
    expect(told(sandbox.events).filter(line => line.startsWith('starting'))).to.have.length(3);
  });

  it('refuses a port that an HTTP server holds, names it, and leaves nothing running', async () => {
    const server = createServer((_, response) => response.setHeader('server', 'teapot/1').end('hello'));
    const endpoint = await listen(server);
    const error = await failureOf(sandbox.start({ endpoint }));
    server.close();
    expect(error.code).to.equal('LOCAL_PORT_TAKEN');
    expect(error.message).to.equal(`port ${new URL(endpoint).port} is taken by an HTTP server (teapot/1)`);
    expect(error.hint).to.contain('another port: CLOUDPOOL_ENDPOINT=');
    const status = await localStatus({ root: ROOT, stateDir: sandbox.stateDir });
    const states = [status.emulator.state, status.provider.state, status.agent.state];
    expect(states).to.deep.equal(['stopped', 'stopped', 'stopped']);
  });

  it('refuses a port that a silent program holds', async () => {
    const server = createTcpServer(socket => socket.on('error', () => undefined).end());
    const endpoint = await listen(server);
    const error = await failureOf(sandbox.start({ providerAddress: endpoint }));
    server.close();
    expect(error.message).to.contain('is taken by a program that does not speak HTTP');
    expect(error.hint).to.contain('another port: baseUrl in the Settings of pool prices');
  });

  it('refuses the port of an emulator that another folder started', async () => {
    const other = localSandbox();
    try {
      const { emulator } = await other.start();
      const error = await failureOf(sandbox.start({ endpoint: emulator.address ?? '' }));
      expect(error.message).to.contain('is taken by an AWS emulator (version 1.5.33)');
    } finally {
      await other.dispose();
    }
  });

  it('refuses to move a running emulator to another port', async () => {
    await sandbox.start();
    const error = await failureOf(sandbox.start({ endpoint: 'http://127.0.0.1:1' }));
    expect(error.code).to.equal('LOCAL_OTHER_ADDRESS');
  });

  for (const endpoint of [
    'http://10.0.0.1:4566',
    'https://127.0.0.1:4566',
    'nonsense',
    'http://127.0.0.1/x',
  ]) {
    it(`refuses ${endpoint} as an endpoint`, async () => {
      const error = await failureOf(sandbox.start({ endpoint }));
      expect([error.code, error.exitCode]).to.deep.equal(['LOCAL_ADDRESS', 2]);
    });
  }

  it('ends what it started when it is interrupted', async () => {
    const interrupt = new AbortController();
    const report = () => interrupt.abort();
    const error = await failureOf(
      startLocal({
        root: ROOT,
        stateDir: sandbox.stateDir,
        endpoint: 'http://127.0.0.1:0',
        providerAddress: 'http://127.0.0.1:0',
        report,
        signal: interrupt.signal,
      }),
    );
    expect([error.code, error.exitCode]).to.deep.equal(['INTERRUPTED', 130]);
    for (const what of SERVICE_NAMES) {
      const record = readRecord(sandbox.stateDir, what);
      expect(record === undefined ? [] : membersOf(record.pid)).to.deep.equal([]);
    }
  });
});

describe('stopLocal', () => {
  let sandbox: LocalSandbox;
  beforeEach(() => {
    sandbox = localSandbox();
  });
  afterEach(() => sandbox.dispose());

  it('leaves no process, no record and no temporary file', async () => {
    const { emulator, provider, agent } = await sandbox.start();
    const records = SERVICE_NAMES.map(what => readRecord(sandbox.stateDir, what));
    await sandbox.stop();
    for (const pid of [emulator.pid, provider.pid, agent.pid])
      expect(membersOf(Number(pid))).to.deep.equal([]);
    for (const record of records) {
      expect(record).not.to.equal(undefined);
      expect(existsSync(String(record?.temporary))).to.equal(false);
    }
    expect(existsSync(join(sandbox.stateDir, 'emulator.json'))).to.equal(false);
  });

  it('says not running when nothing runs', async () => {
    await sandbox.stop();
    expect(told(sandbox.events)).to.have.members(SERVICE_NAMES.map(what => `not-running ${what}`));
  });

  it('never touches a process that took over the id of a dead one', async () => {
    const record = {
      what: 'emulator' as const,
      // This very process: it would not survive the mistake.
      pid: process.pid,
      identity: `not ${identify(process.pid)}`,
      address: 'http://127.0.0.1:4566',
      started: 0,
      temporary: join(sandbox.stateDir, 'temporary'),
    };
    writeRecord(sandbox.stateDir, record);
    await sandbox.stop();
    expect(told(sandbox.events)).to.deep.include('not-running emulator');
    expect(readRecord(sandbox.stateDir, 'emulator')).to.equal(undefined);
  });
});

describe('localStatus', () => {
  it('tells an emulator that was killed, and the next start says that its state is gone', async () => {
    const sandbox = localSandbox();
    try {
      const { emulator } = await sandbox.start();
      process.kill(Number(emulator.pid), 'SIGKILL');
      const status = await untilGone(sandbox);
      expect(status.emulator.state).to.equal('killed');
      expect(status.needsDeploy).to.equal(true);
      sandbox.events.length = 0;
      const again = await sandbox.start();
      expect(again.emulator.state).to.equal('running');
      expect(sandbox.events).to.deep.include({
        type: 'notice',
        message:
          'the emulator was killed before it could save its state: what was deployed is gone, deploy again',
      });
    } finally {
      await sandbox.dispose();
    }
  });
});

async function untilGone(sandbox: LocalSandbox) {
  const record = readRecord(sandbox.stateDir, 'emulator');
  if (record === undefined) throw new Error('no record');
  await endGroup(
    { ...record, mark: sandbox.stateDir },
    {
      clock: { now: Date.now, sleep: ms => new Promise(resolve => setTimeout(resolve, ms)) },
      graceMs: 1_000,
    },
  );
  return await localStatus({ root: ROOT, stateDir: sandbox.stateDir });
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', () => resolve()));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return `http://127.0.0.1:${address.port}`;
}

async function failureOf(work: Promise<unknown>): Promise<CloudpoolError> {
  try {
    await work;
  } catch (error) {
    if (error instanceof CloudpoolError) return error;
    throw error;
  }
  throw new Error('expected a failure');
}
