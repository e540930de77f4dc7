import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { ROOT } from './support.ts';

const launcher = join(ROOT, 'scripts/cloudpool.mjs');

describe('cloudpool.mjs', () => {
  it('is what `npx cloudpool` starts', () => {
    const { bin } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
      bin: { cloudpool: string };
    };
    expect(join(ROOT, bin.cloudpool)).to.equal(launcher);
  });

  it('tells the same version as the program behind it', () => {
    const version = (file: string) =>
      execFileSync(process.execPath, [join(ROOT, file), '--version'], { encoding: 'utf8' });
    expect(version('scripts/cloudpool.mjs')).to.equal(version('scripts/cloudpool.ts'));
  });

  it('hands arguments and exit code through', () => {
    const { status, stderr } = spawnSync(process.execPath, [launcher, 'deplyo'], { encoding: 'utf8' });
    expect(status).to.equal(2);
    expect(stderr).to.include('Did you mean deploy?');
  });

  it('says in one sentence that a Node is too old', () => {
    const old = `data:text/javascript,Object.defineProperty(process, 'versions', { value: { node: '20.1.0' } })`;
    const { status, stderr } = spawnSync(process.execPath, ['--import', old, launcher, 'check'], {
      encoding: 'utf8',
    });
    expect(status).to.equal(2);
    expect(stderr).to.match(/^cloudpool needs Node 24, and this is Node 20\.1\.0: .*\n$/);
  });
});
