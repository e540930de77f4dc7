import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { expect } from 'chai';
import { decodeResult } from '../../functions/runtime/protocol/result.ts';
import { writeImage } from '../../scripts/image/write-image.ts';
import { type BucketServer, startBucketServer } from '../support/bucket-server.ts';
import { startContainer, workerOf } from '../support/container-process.ts';

const root = join(import.meta.dirname, '../..');
const TIME = '2026-11-22T03:00:00Z';
const ID = '2026-11-22T03-00-00Z';

describe('a container with one task', () => {
  let folder: string;
  let bucket: BucketServer;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'cloudpool-image-'));
    await writeImage(root, folder, ['hello']);
    mkdirSync(join(folder, 'slow'));
    writeFileSync(join(folder, 'slow/thread.mjs'), SLOW_THREAD);
    writeFileSync(join(folder, 'codes.json'), '{"hello":"code/hello/1.zip","slow":"code/slow/1.zip"}');
  });
  beforeEach(async () => {
    bucket = await startBucketServer();
  });
  afterEach(() => bucket.close());
  after(() => rmSync(folder, { recursive: true }));

  const start = (variables: NodeJS.ProcessEnv) =>
    startContainer({
      command: workerOf(folder),
      endpoint: bucket.endpoint,
      variables: { CLOUDPOOL_TASK_ID: TIME, ...variables },
    });
  const outcome = () => {
    const result = bucket.objects.get(`loose/p/${ID}/results/0.jsonl`) ?? Buffer.alloc(0);
    return decodeResult(result).outcomes[0];
  };

  it('writes the outcome and ends with 0, and so does the one that the schedule started too', async () => {
    const variables = { CLOUDPOOL_TASK: '{"name":"Ada"}' };
    const ends = await Promise.all([start(variables).ended, start(variables).ended]);
    expect(ends.map(({ code }) => code)).to.deep.equal([0, 0]);
    expect(outcome()).to.deep.include({ ok: true, value: { greeting: 'Hello, Ada!' }, attempts: 1 });
    const started = ends.flatMap(({ events }) => events).filter(({ event }) => event === 'result');
    expect(started, 'who worked').to.have.length(1);
  });

  it('ends with 1 when the task failed, and says why', async () => {
    const { code, events } = await start({ CLOUDPOOL_TASK: 'null' }).ended;
    expect(code).to.equal(1);
    expect(outcome()).to.have.property('ok', false);
    expect(events.at(-2)).to.have.nested.property('error.error.name', 'TypeError');
    expect(events.at(-1)).to.deep.equal({ event: 'leaving', task: ID, reason: 'error' });
  });

  it('gives the task back at SIGTERM, and ends with 1', async () => {
    const container = start({ CLOUDPOOL_FUNCTION: 'slow', CLOUDPOOL_GRACE_SECONDS: '0.2' });
    while (!bucket.objects.has(`loose/p/${ID}/attempts/0/1`)) await setTimeout(20);
    container.process.kill('SIGTERM');
    const { code, events } = await container.ended;
    expect(code).to.equal(1);
    expect(events.at(-1)).to.include({ event: 'leaving', reason: 'given-back' });
    expect(String(bucket.objects.get(`loose/p/${ID}/attempts/0/1.end`))).to.include('"reason":"signal"');
  });

  it('cannot work when its task cannot be read', async () => {
    const { code, events } = await start({ CLOUDPOOL_TASK: '{' }).ended;
    expect(code).to.equal(1);
    expect(events).to.have.length(1);
    expect(events[0]).to.have.property('error').that.includes('CLOUDPOOL_TASK is no JSON');
  });
});

/** Serves a task that waits for its signal, from the sources: the folder is outside the clone. */
const SLOW_THREAD = `
import { task } from ${JSON.stringify(join(root, 'functions/runtime/index.ts'))};
import { serveTasks } from ${JSON.stringify(join(root, 'functions/runtime/thread.ts'))};
serveTasks(task((_, { signal }) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))));
`;
