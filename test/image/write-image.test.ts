import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { createPackager } from '../../scripts/deploy/package/packager.ts';
import { listFunctions, writeImage } from '../../scripts/image/write-image.ts';
import { type AnswerServer, startAnswerServer } from '../support/aws-answer-server.ts';
import { startContainer, workerOf } from '../support/container-process.ts';

const root = join(import.meta.dirname, '../..');

describe('writeImage', () => {
  let folder: string;
  let server: AnswerServer;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'cloudpool-image-'));
    await writeImage(root, folder, ['hello', 'render']);
  });
  beforeEach(async () => {
    server = await startAnswerServer();
    server.answer({ status: 200, body: '{}', headers: { 'content-type': 'application/x-amz-json-1.0' } });
  });
  afterEach(() => server.close());
  after(() => rmSync(folder, { recursive: true }));

  const start = (variables: NodeJS.ProcessEnv = {}) =>
    startContainer({ command: workerOf(folder), endpoint: server.settings.endpoint, variables });

  it('writes the worker, the code of each function, and what is there', () => {
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
    expect(files).to.deep.equal([
      'codes.json',
      'container.mjs',
      'hello',
      'hello/thread.mjs',
      'render',
      'render/thread.mjs',
    ]);
  });

  it('names the code as a deploy of the same sources does', async () => {
    const { key } = await createPackager(root).pack('hello');
    const codes = JSON.parse(readFileSync(join(folder, 'codes.json'), 'utf8'));
    expect(codes).to.have.property('hello', key);
  });

  it('works where nothing but Node is: it polls, and leaves when it finds nothing', async () => {
    const { events, code } = await start({ CLOUDPOOL_IDLE_SECONDS: '0.2' }).ended;
    expect(code).to.equal(0);
    expect(polls(server)).to.be.above(0);
    expect(events.map(({ event }) => event)).to.deep.equal(['started', 'leaving']);
    expect(events[1]).to.include({ reason: 'idle', acknowledged: 0 });
  });

  it('leaves at SIGTERM', async () => {
    const worker = start();
    while (polls(server) === 0) await once(server.events, 'request');
    worker.process.kill('SIGTERM');
    const { events, code } = await worker.ended;
    expect(code).to.equal(0);
    expect(events.at(-1)).to.include({ event: 'leaving', reason: 'drained' });
  });

  it('says which functions there are when it is asked for another', async () => {
    const { events, code } = await start({ CLOUDPOOL_FUNCTION: 'prices' }).ended;
    expect(code).to.equal(1);
    expect(events).to.deep.equal([
      { event: 'cannot-work', error: 'the image has no function prices, only hello, render' },
    ]);
  });
});

describe('listFunctions', () => {
  it('finds all of the clone, and not what wraps them', () => {
    expect(listFunctions(root)).to.include.members(['hello', 'prices']).and.not.include('runtime');
  });
});

describe('scripts/image/write.ts', () => {
  let folder: string;
  before(() => {
    folder = join(mkdtempSync(join(tmpdir(), 'cloudpool-image-')), 'deep/app');
  });
  after(() => rmSync(join(folder, '../..'), { recursive: true }));

  const run = (...args: string[]) =>
    promisify(execFile)(process.execPath, ['scripts/image/write.ts', ...args], { cwd: root });

  it('writes a folder that was not there, with the functions that were named', async () => {
    const { stdout } = await run(folder, '--functions', 'hello');
    expect(stdout).to.match(/^code\/hello\/[0-9a-f]{64}\.zip\n$/);
    expect(existsSync(join(folder, 'hello/thread.mjs'))).to.equal(true);
  });

  it('refuses what it does not understand, with the usage', async () => {
    for (const args of [[], ['a', 'b'], ['a', '--function', 'hello']]) {
      const failed = await run(...args).catch((error: unknown) => error);
      expect(failed).to.have.property('code', 2);
      expect(failed).to.have.property('stderr').that.includes('FOLDER [--functions a,b]');
    }
  });

  it('names a function that does not exist', async () => {
    const failed = await run(folder, '--functions', 'nobody').catch((error: unknown) => error);
    expect(failed).to.have.property('code', 2);
    expect(failed).to.have.property('stderr').that.includes('functions/nobody/index.ts does not exist');
  });
});

const polls = ({ requests }: AnswerServer) =>
  requests.filter(({ headers }) => headers['x-amz-target'] === 'AmazonSQS.ReceiveMessage').length;
