import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { CloudpoolError } from '../../scripts/errors.ts';
import { ensureTools } from '../../scripts/local/tools.ts';
import { ROOT } from './local-sandbox.ts';

describe('ensureTools', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'cloudpool-test-'));
    cpSync(join(ROOT, 'scripts/install'), join(root, 'scripts/install'), { recursive: true });
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  it('finds what make install put there', () => {
    expect(ensureTools(ROOT).ministack).to.equal(join(ROOT, '.tools/bin/ministack'));
  });

  it('names the command when nothing is installed', () => {
    expect(failureOf(() => ensureTools(root))).to.deep.equal({
      message: 'the emulator and its data are not installed in .tools/',
      hint: 'Run "make install".',
      exitCode: 2,
    });
  });

  it('does not take tools that stand for other pins', () => {
    for (const file of ['bin/ministack', 'bin/cfn-lint', 'data/stocks.csv.gz', 'installed.txt']) {
      mkdirSync(join(root, '.tools', file, '..'), { recursive: true });
      writeFileSync(join(root, '.tools', file), 'ministack==0.0.1\n');
    }
    expect(failureOf(() => ensureTools(root)).message).to.equal(
      'the tools in .tools/ are not the pinned ones, or were moved',
    );
  });
});

function failureOf(work: () => unknown): Pick<CloudpoolError, 'message' | 'hint' | 'exitCode'> {
  try {
    work();
  } catch (error) {
    if (error instanceof CloudpoolError) {
      return { message: error.message, hint: error.hint, exitCode: error.exitCode };
    }
    throw error;
  }
  throw new Error('expected a failure');
}
