import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import fc from 'fast-check';
import { createBundler } from '../../scripts/deploy/package/bundle.ts';
import { FILE_MODE, type PackageFile, packageHash } from '../../scripts/deploy/package/files.ts';
import { createPackager } from '../../scripts/deploy/package/packager.ts';
import { zipPackage } from '../../scripts/deploy/package/zip.ts';
import { ProblemsError } from '../../scripts/errors.ts';

const file = fc.record({
  path: fc.stringMatching(/^[a-z]{1,8}(\/[a-z]{1,8})?\.mjs$/),
  mode: fc.constant(FILE_MODE),
  content: fc.uint8Array({ maxLength: 200 }),
});
const files = fc.uniqueArray(file, { selector: ({ path }) => path, minLength: 1, maxLength: 5 });

describe('packageHash', () => {
  it('is the same in any order of the files', () => {
    fc.assert(
      fc.property(files, list => {
        expect(packageHash(list.toReversed())).to.equal(packageHash(list));
      }),
    );
  });

  it('is another one when any path, mode or byte is another', () => {
    const changes: readonly ((file: PackageFile) => PackageFile)[] = [
      one => ({ ...one, path: `${one.path}x` }),
      one => ({ ...one, mode: 0o755 }),
      one => ({ ...one, content: new Uint8Array([...one.content, 0]) }),
    ];
    fc.assert(
      fc.property(files, fc.nat(), fc.constantFrom(...changes), (list, at, change) => {
        const index = at % list.length;
        const changed = list.map((one, i) => (i === index ? change(one) : one));
        expect(packageHash(changed)).not.to.equal(packageHash(list));
      }),
    );
  });
});

describe('zipPackage', () => {
  it('gives the same bytes for the same files in any order, at any time', async () => {
    await fc.assert(
      fc.asyncProperty(files, async list => {
        expect(Buffer.compare(await zipPackage(list), await zipPackage(list.toReversed()))).to.equal(0);
      }),
      { numRuns: 25 },
    );
  });
});

describe('createPackager', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'cloudpool-packages-'));
  });
  after(() => rmSync(folder, { recursive: true }));

  it('gives one key and the same bytes for the same sources on two paths, with another umask and other times', async () => {
    const first = writeClone(join(folder, 'one'), { umask: 0o022, time: new Date('2020-01-01') });
    const second = writeClone(join(folder, 'deeper', 'two'), { umask: 0o077, time: new Date('2026-06-06') });
    const [a, b] = await Promise.all([first, second].map(root => createPackager(root).pack('echo')));
    expect(a?.key).to.match(/^code\/echo\/[0-9a-f]{64}\.zip$/);
    expect(b?.key).to.equal(a?.key);
    const [left, right] = [await a?.zip(), await b?.zip()];
    expect(left?.byteLength).to.be.above(500);
    expect(Buffer.compare(left ?? new Uint8Array(), right ?? new Uint8Array(1))).to.equal(0);
  });

  it('gives another key when the function is another', async () => {
    const root = writeClone(join(folder, 'changed'), { umask: 0o022, time: new Date() });
    const before = await createPackager(root).pack('echo');
    writeFileSync(join(root, 'functions/echo/index.ts'), 'export const handler = (x: number) => x + 1;\n');
    expect((await createPackager(root).pack('echo')).key).not.to.equal(before.key);
  });

  it('names the place of what does not build', async () => {
    const root = writeClone(join(folder, 'broken'), { umask: 0o022, time: new Date() });
    writeFileSync(
      join(root, 'functions/echo/index.ts'),
      "import x from './nowhere.ts';\nexport const handler = x;\n",
    );
    const refusal = await createBundler(root)
      .ofFunction('echo')
      .catch((error: unknown) => error);
    expect(refusal).to.be.instanceOf(ProblemsError);
    expect((refusal as ProblemsError).problems[0]?.at).to.deep.include({
      file: 'functions/echo/index.ts',
      line: 1,
    });
  });

  it('refuses a function that is not there', async () => {
    const refusal = await createBundler(folder)
      .ofFunction('nobody')
      .catch((error: unknown) => error);
    expect(refusal).to.include({ code: 'UNKNOWN_FUNCTION', exitCode: 2 });
  });

  it('builds what a bare Node process can import, the SDK with its CommonJS parts included', async () => {
    const root = writeClone(join(folder, 'bare'), { umask: 0o022, time: new Date() });
    symlinkSync(join(import.meta.dirname, '../../node_modules'), join(root, 'node_modules'));
    const sdk = "import { S3Client } from '@aws-sdk/client-s3';\n";
    writeFileSync(
      join(root, 'functions/runtime/lambda.ts'),
      `${sdk}export const handler = async () => typeof new S3Client({ region: 'us-east-1' }).send;\n`,
    );
    const bundle = await createBundler(root).ofFunction('echo');
    const out = join(folder, 'unpacked');
    mkdirSync(out);
    for (const { path, content } of bundle) writeFileSync(join(out, path), content);
    const script = "import('./index.mjs').then(async m => process.stdout.write(await m.handler()))";
    const { stdout } = await promisify(execFile)(process.execPath, ['-e', script], { cwd: out });
    expect(stdout).to.equal('function');
  });
});

/** Writes a small clone: one function, and a runtime around it. */
function writeClone(root: string, { umask, time }: { readonly umask: number; readonly time: Date }): string {
  const sources = {
    'functions/echo/index.ts':
      "import { twice } from './twice.ts';\nexport const handler = (x: number) => twice(x);\n",
    'functions/echo/twice.ts': 'export const twice = (x: number): number => 2 * x;\n',
    'functions/runtime/lambda.ts':
      "import { sep } from 'node:path';\nexport const handler = async () => sep;\n",
    'functions/runtime/thread.ts': 'export function serveTasks(task: unknown) { return task; }\n',
  };
  mkdirSync(join(root, 'functions/echo'), { recursive: true });
  mkdirSync(join(root, 'functions/runtime'), { recursive: true });
  for (const [path, text] of Object.entries(sources)) {
    writeFileSync(join(root, path), text);
    chmodSync(join(root, path), 0o666 & ~umask);
    utimesSync(join(root, path), time, time);
  }
  return root;
}
