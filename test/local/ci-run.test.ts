import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { membersOf } from '../../scripts/local/processes.ts';
import { readRecord } from '../../scripts/local/record.ts';
import { localSandbox, ROOT } from './local-sandbox.ts';

const COUNTS = (passes: number, failures: number) =>
  `echo '{"passes":${passes},"failures":${failures}}' > $$CLOUDPOOL_TEST_COUNTS`;

describe('.ci/run', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'cloudpool-test-'));
    for (const path of ['.ci', 'scripts', 'functions', 'package.json']) {
      cpSync(join(ROOT, path), join(root, path), { recursive: true });
    }
    symlinkSync(join(ROOT, 'node_modules'), join(root, 'node_modules'));
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  it('ends with the counts of mocha', () => {
    expect(run({ test: COUNTS(7, 0) })).to.deep.equal({ status: 0, last: '7 passed, 0 failed' });
  });

  it('counts failed tests, a failed lint and a failed demo, and goes on after each', () => {
    const recipes = { test: `${COUNTS(7, 2)}; exit 1`, lint: 'exit 1', demo: 'exit 1' };
    expect(run(recipes)).to.deep.equal({ status: 1, last: '7 passed, 4 failed' });
  });

  it('counts a test run that breaks before it counts, or in spite of its counts', () => {
    expect(run({ test: 'exit 1' })).to.deep.equal({ status: 1, last: '0 passed, 1 failed' });
    expect(run({ test: `${COUNTS(7, 0)}; exit 1` }).last).to.equal('7 passed, 1 failed');
  });

  it('fails when nothing can be installed', () => {
    expect(run({ install: 'exit 2' })).to.deep.equal({ status: 1, last: '0 passed, 1 failed' });
  });

  it('ends what a target left running, wherever its records are', async () => {
    const sandbox = localSandbox();
    try {
      await sandbox.start();
      const record = readRecord(sandbox.stateDir, 'emulator');
      // As if the demo had started it: its records stand where the demo's do.
      const moved = join(root, '.cloudpool/local');
      const { last } = run({ demo: `mkdir -p ${moved} && mv ${sandbox.stateDir}/*.json ${moved}` });
      expect(last).to.equal('0 passed, 0 failed');
      expect(membersOf(Number(record?.pid))).to.deep.equal([]);
      expect(existsSync(join(moved, 'emulator.json'))).to.equal(false);
    } finally {
      await sandbox.dispose();
    }
  });

  function run(recipes: Partial<Record<'install' | 'test' | 'lint' | 'demo', string>>) {
    const targets = (['install', 'test', 'lint', 'demo'] as const).map(
      name => `${name}:\n\t@${recipes[name] ?? 'true'}\n`,
    );
    writeFileSync(join(root, 'Makefile'), targets.join(''));
    const { status, stdout } = spawnSync('.ci/run', { cwd: root, encoding: 'utf8' });
    return { status, last: stdout.trimEnd().split('\n').at(-1) };
  }
});
