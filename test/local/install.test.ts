import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { ROOT } from './local-sandbox.ts';

/** What the script itself calls; npm and Python are added by each test. */
const BASICS = ['bash', 'dirname', 'cat', 'cmp', 'env', 'grep', 'mkdir', 'rm'];

describe('install.sh', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'cloudpool-test-'));
    cpSync(join(ROOT, 'scripts/install'), join(root, 'scripts/install'), { recursive: true });
    mkdirSync(join(root, 'bin'));
    for (const name of BASICS) symlinkSync(pathOf(name), join(root, 'bin', name));
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  it('names npm when it is missing', () => {
    expect(install()).to.deep.equal({
      status: 2,
      last: 'cloudpool: npm is missing: install Node.js with npm (any version from 20 on), then run make install again.',
    });
  });

  it('names Python when it is missing', () => {
    givePackages();
    expect(install().status).to.equal(2);
    expect(install().last).to.match(/^cloudpool: Python 3\.10 or later is missing: .+\.$/);
  });

  it('names Python when it is too old', () => {
    givePackages();
    give('python3', 'exit 1');
    expect(install().status).to.equal(2);
    expect(install().last).to.match(
      /^cloudpool: Python 3\.10 or later is needed, and every python3 here is older: /,
    );
  });

  it('names venv when Python has none', () => {
    givePackages();
    give('python3', 'case "$2" in *venv*) exit 1 ;; esac');
    expect(install().status).to.equal(2);
    expect(install().last).to.match(/^cloudpool: Python has no venv module: .*python3-venv.*\.$/);
  });

  it('runs npm ci, never npm install', () => {
    givePackages();
    install();
    const asked = spawnSync('cat', [join(root, 'npm.log')], { encoding: 'utf8' }).stdout;
    expect(asked.split('\n')[0]).to.match(/^ci /);
  });

  it('does nothing the second time, and is quick about it', function () {
    this.timeout(5_000);
    const inPlace = spawnSync('node', ['scripts/install/packages-in-place.mjs'], { cwd: ROOT });
    expect(inPlace.status, 'node_modules/ is not what package-lock.json says').to.equal(0);
    const { status, stdout, stderr } = spawnSync('scripts/install/install.sh', {
      cwd: ROOT,
      encoding: 'utf8',
    });
    expect({ status, stdout, stderr }).to.deep.equal({ status: 0, stdout: '', stderr: '' });
  });

  function install(): { readonly status: number | null; readonly last: string | undefined } {
    const { status, stderr } = spawnSync(join(root, 'scripts/install/install.sh'), {
      encoding: 'utf8',
      env: { PATH: join(root, 'bin') },
    });
    return { status, last: stderr.trimEnd().split('\n').at(-1) };
  }

  function givePackages(): void {
    give('node', 'exit 1');
    give('npm', `echo "$@" >> ${join(root, 'npm.log')}`);
  }

  function give(name: string, script: string): void {
    const file = join(root, 'bin', name);
    writeFileSync(file, `#!${join(root, 'bin', 'bash')}\n${script}\n`);
    chmodSync(file, 0o755);
  }
});

function pathOf(name: string): string {
  return spawnSync('which', [name], { encoding: 'utf8' }).stdout.trim();
}
