import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { decodeResult } from '../../functions/runtime/protocol/result.ts';
import { createPackager } from '../../scripts/deploy/package/packager.ts';
import { listFunctions } from '../../scripts/image/write-image.ts';
import { type BucketServer, startBucketServer } from '../support/bucket-server.ts';
import { startContainer } from '../support/container-process.ts';
import { buildLocally, type LocalBuild } from '../support/local-build.ts';

const root = join(import.meta.dirname, '../..');
const ID = '2026-11-22T03-00-00Z';

/** What Docker does, as far as it can be done without an engine. Not shown: base image, user and platform. */
describe('the image, built step by step', () => {
  let folder: string;
  let image: LocalBuild;
  let bucket: BucketServer;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'cloudpool-build-'));
    image = await buildLocally(root, folder);
    bucket = await startBucketServer();
  });
  after(async () => {
    await bucket.close();
    rmSync(folder, { recursive: true });
  });

  it('holds the worker, all functions and nothing else, in less than 8 MB', () => {
    const files = readdirSync(image.folder, { recursive: true, encoding: 'utf8', withFileTypes: true })
      .filter(file => file.isFile())
      .map(file => join(file.parentPath, file.name));
    const threads = listFunctions(root).map(name => join(image.folder, 'app', name, 'thread.mjs'));
    expect(files).to.have.members([
      join(image.folder, 'app/codes.json'),
      join(image.folder, 'app/container.mjs'),
      ...threads,
    ]);
    const bytes = files.reduce((sum, file) => sum + readFileSync(file).byteLength, 0);
    expect(bytes).to.be.within(1e6, 8e6);
  });

  it('is the code of a deploy from the same clone', async () => {
    const { key } = await createPackager(root).pack('prices');
    const codes = JSON.parse(readFileSync(join(image.folder, 'app/codes.json'), 'utf8'));
    expect(codes).to.have.property('prices', key);
  });

  const does = async (wrap: readonly string[] = []) => {
    const id = `${wrap[0] ?? 'plain'}-${ID}`;
    const variables = { CLOUDPOOL_TASK_ID: id, CLOUDPOOL_TASK: '{"name":"Ada"}' };
    const command = [...wrap, process.execPath, ...image.entry.slice(1)];
    const { code, events } = await startContainer({ command, endpoint: bucket.endpoint, variables }).ended;
    expect(code, JSON.stringify(events)).to.equal(0);
    const result = bucket.objects.get(`loose/p/${id}/results/0.jsonl`) ?? Buffer.alloc(0);
    expect(decodeResult(result).outcomes[0]).to.deep.include({ ok: true });
  };

  it('works by its entry point', async () => {
    expect(image.entry[0]).to.equal('node');
    await does();
  });

  it('works on a read-only file system', async function () {
    if (!canMountReadOnly(folder)) return this.skip(); // needs unshare(1) and the right to mount: any Linux container as root
    await does(READ_ONLY);
  });
});

/** Runs what follows with nothing to write to but what the kernel itself serves. */
const READ_ONLY = [
  'unshare',
  '--map-root-user',
  '--mount',
  'sh',
  '-c',
  'mount -o remount,ro,bind / && exec "$@"',
  'sh',
];

/** Proves with a file that the writing really fails. */
function canMountReadOnly(folder: string): boolean {
  const mark = join(folder, 'mark');
  const [program = '', ...args] = READ_ONLY;
  try {
    execFileSync(program, [...args, 'true'], { stdio: 'ignore' });
  } catch {
    return false;
  }
  try {
    execFileSync(program, [...args, 'touch', mark], { stdio: 'ignore' });
    return false;
  } catch {
    return !existsSync(mark);
  }
}
