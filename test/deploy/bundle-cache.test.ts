import { execFile } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { cachedBundle } from '../../scripts/deploy/package/bundle-cache.ts';
import { createPackager } from '../../scripts/deploy/package/packager.ts';

const SOURCES = {
  'package.json': '{"type":"module"}',
  'functions/echo/index.ts':
    "import { dep } from 'dep';\nimport { twice } from './twice.ts';\nexport const handler = () => dep + twice(2);\n",
  'functions/echo/twice.ts': 'export const twice = (x: number): number => 2 * x;\n',
  'functions/runtime/lambda.ts': 'export const handler = async () => 1;\n',
  'functions/runtime/thread.ts': 'export function serveTasks(task: unknown) { return task; }\n',
  'node_modules/dep/package.json': '{"name":"dep","main":"one.js"}',
  'node_modules/dep/one.js': "exports.dep = 'one';\n",
  'node_modules/dep/two.js': "exports.dep = 'two';\n",
};

interface Clone {
  readonly root: string;
  write(path: string, text: string): void;
}

function writeClone(): Clone {
  const root = mkdtempSync(join(tmpdir(), 'cloudpool-bundles-'));
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  for (const [path, text] of Object.entries(SOURCES)) write(path, text);
  return { root, write };
}

describe('cachedBundle', () => {
  let clone: Clone;
  beforeEach(() => {
    clone = writeClone();
  });
  afterEach(() => rmSync(clone.root, { recursive: true }));

  const INPUTS = ['functions/echo/index.ts', 'functions/echo/twice.ts', 'node_modules/dep/one.js'];
  const bundleOf = ({ root }: Clone) => INPUTS.map(path => readFileSync(join(root, path), 'utf8')).join('');
  /** Asks for the bundle; says whether it had to be built. */
  const ask = async (key = 'k', during: () => void = () => undefined) => {
    let built = false;
    const content = await cachedBundle({ root: clone.root, name: 'echo', key }, async () => {
      built = true;
      const bytes = Buffer.from(bundleOf(clone));
      during();
      return { content: bytes, inputs: INPUTS };
    });
    return { built, text: Buffer.from(content).toString() };
  };
  /** What was written a moment ago is not trusted: asks until the bundle is kept. */
  const settle = async () => {
    while ((await ask()).built) await new Promise(setImmediate);
  };
  const file = () => join(clone.root, '.cloudpool/bundles/echo');
  const path = (name: string) => join(clone.root, name);

  it('gives the same bytes again without a build', async () => {
    await settle();
    expect(await ask()).to.deep.equal({ built: false, text: bundleOf(clone) });
  });

  const changes: Readonly<Record<string, () => void>> = {
    'a source': () => clone.write('functions/echo/twice.ts', 'export const twice = 3;\n'),
    'a source of the same size, with its old time restored': () => {
      const { atime, mtime } = statSync(path('functions/echo/twice.ts'));
      clone.write('functions/echo/twice.ts', SOURCES['functions/echo/twice.ts'].replace('2', '3'));
      utimesSync(path('functions/echo/twice.ts'), atime, mtime);
    },
    'a file that another was moved over': () => {
      clone.write('functions/echo/next.ts', SOURCES['functions/echo/twice.ts'].replace('2', '3'));
      renameSync(path('functions/echo/next.ts'), path('functions/echo/twice.ts'));
    },
    'a package’s file': () => clone.write('node_modules/dep/one.js', "exports.dep = 'uno';\n"),
    'a package’s manifest': () =>
      clone.write('node_modules/dep/package.json', '{"name":"dep","main":"two.js"}'),
    'a package beside the function': () =>
      clone.write('functions/echo/node_modules/dep/index.js', "exports.dep = 'nearer';\n"),
    'a package beside the package': () => clone.write('node_modules/dep/node_modules/other/index.js', ''),
    'a file that may come before another': () => clone.write('node_modules/dep/one.ts', ''),
    'the clone’s manifest': () => clone.write('package.json', '{"type":"module","sideEffects":false}'),
    'a link in the place of a folder': () => {
      renameSync(path('functions/echo'), path('functions/echo2'));
      symlinkSync('echo2', path('functions/echo'));
    },
  };
  for (const [what, change] of Object.entries(changes)) {
    it(`builds again after a change of ${what}`, async () => {
      await settle();
      change();
      expect(await ask()).to.deep.equal({ built: true, text: bundleOf(clone) });
    });
  }

  it('builds again with other options, and after a file is gone', async () => {
    await settle();
    expect((await ask('other')).built).to.equal(true);
    await settle();
    rmSync(path('node_modules/dep/two.js'));
    expect((await ask()).built).to.equal(true);
  });

  it('does not mind other files of the clone, and times', async () => {
    await settle();
    clone.write('results.jsonl', '{}\n');
    clone.write('docs/notes.md', '');
    clone.write('functions/echo/twice.ts', SOURCES['functions/echo/twice.ts']);
    utimesSync(path('functions/echo/index.ts'), new Date(), new Date());
    expect((await ask()).built).to.equal(false);
  });

  it('keeps nothing when a file changes while it is read', async () => {
    await settle();
    clone.write('functions/echo/twice.ts', 'export const twice = 3;\n');
    const during = () => clone.write('functions/echo/twice.ts', 'export const twice = 4;\n');
    expect((await ask('k', during)).text).to.include('twice = 3');
    expect(await ask()).to.deep.equal({ built: true, text: bundleOf(clone) });
  });

  it('builds when the kept file is damaged, and mends it', async () => {
    await settle();
    const whole = readFileSync(file());
    const flipped = Buffer.from(whole);
    flipped[flipped.length - 2] = (flipped.at(-2) ?? 0) ^ 1;
    for (const damaged of [
      flipped,
      whole.subarray(0, -1),
      whole.subarray(0, 40),
      Buffer.alloc(0),
      Buffer.from('{}\n'),
    ]) {
      writeFileSync(file(), damaged);
      expect(await ask()).to.deep.equal({ built: true, text: bundleOf(clone) });
      await settle();
    }
  });

  it('builds each time where nothing can be written, and leaves nothing behind', async () => {
    clone.write('.cloudpool', 'no folder');
    for (let n = 0; n < 20; n++) expect((await ask()).built).to.equal(true);
    rmSync(path('.cloudpool'));
    mkdirSync(file(), { recursive: true });
    for (let n = 0; n < 20; n++) expect((await ask()).built).to.equal(true);
    expect(readdirSync(path('.cloudpool/bundles'))).to.deep.equal(['echo']);
  });
});

describe('createPackager, with bundles kept', () => {
  let clone: Clone;
  beforeEach(() => {
    clone = writeClone();
  });
  afterEach(() => rmSync(clone.root, { recursive: true }));

  const keyOf = async () => (await createPackager(clone.root).pack('echo')).key;
  /** The key that a build gives, whatever is kept. */
  const builtKey = async () => {
    rmSync(join(clone.root, '.cloudpool'), { recursive: true, force: true });
    return keyOf();
  };
  const settle = async () => {
    const kept = join(clone.root, '.cloudpool/bundles/thread-echo');
    do await keyOf();
    while (!existsSync(kept));
  };

  it('is never behind: imported files, nearer packages, upgrades', async () => {
    const seen = new Set([await keyOf()]);
    for (const [path, text] of [
      ['functions/echo/twice.ts', 'export const twice = (x: number): number => 3 * x;\n'],
      ['node_modules/dep/package.json', '{"name":"dep","main":"two.js"}'],
      ['node_modules/dep/two.js', "exports.dep = 'upgraded';\n"],
      ['functions/node_modules/dep/index.js', "exports.dep = 'nearer';\n"],
      ['functions/echo/node_modules/dep/index.js', "exports.dep = 'nearest';\n"],
      ['functions/runtime/lambda.ts', 'export const handler = async () => 2;\n'],
    ] as const) {
      await settle();
      clone.write(path, text);
      const key = await keyOf();
      expect(key, path).to.equal(await builtKey());
      expect(seen.has(key), `${path} changes nothing`).to.equal(false);
      seen.add(key);
    }
  });

  const child = (script: string) =>
    promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], { cwd: clone.root });
  const PACK = `
    const { createPackager } = await import(${JSON.stringify(join(import.meta.dirname, '../../scripts/deploy/package/packager.ts'))});
    console.log((await createPackager(process.cwd()).pack('echo')).key);
  `;
  const REFUSE_ESBUILD = `
    import { registerHooks } from 'node:module';
    registerHooks({ resolve: (name, context, next) => {
      if (name === 'esbuild') throw new Error('esbuild is loaded');
      return next(name, context);
    } });
  `;

  it('does not even load esbuild when nothing has changed', async () => {
    const before = await child(REFUSE_ESBUILD + PACK).catch((error: Error) => error.message);
    expect(before).to.include('esbuild is loaded');
    await settle();
    expect((await child(REFUSE_ESBUILD + PACK)).stdout.trim()).to.equal(await keyOf());
  });

  it('gives several processes at once the same, whoever writes first', async () => {
    const keys = await Promise.all([child(PACK), child(PACK), child(PACK)]);
    expect(new Set(keys.map(({ stdout }) => stdout.trim()))).to.deep.equal(new Set([await builtKey()]));
    const left = readdirSync(join(clone.root, '.cloudpool/bundles'));
    expect(left.filter(name => /\.[0-9a-f-]{36}$/.test(name))).to.deep.equal([]);
  });
});
