import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { init } from '../../../scripts/cli/commands/init.ts';
import { CloudpoolError } from '../../../scripts/errors.ts';
import { fakeContext, ROOT, settle } from '../support.ts';

describe('init', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'cloudpool-init-'));
    // All functions: somebody may have written more of them.
    for (const folder of ['environments', 'functions', 'templates']) {
      cpSync(join(ROOT, folder), join(root, folder), { recursive: true });
    }
  });
  afterEach(() => rmSync(root, { recursive: true }));

  const local = () => readFileSync(join(root, 'environments/local.yaml'), 'utf8');
  const refused = async (name: string): Promise<CloudpoolError> => {
    const before = local();
    try {
      await init(fakeContext({ root }).context, name);
    } catch (thrown) {
      expect(local()).to.equal(before);
      if (thrown instanceof CloudpoolError) return thrown;
      throw thrown;
    }
    throw new Error(`${name} was accepted`);
  };

  it('writes the function, its test and its entry, and says how to go on', async () => {
    const { context, stdout } = fakeContext({ root });
    expect(await init(context, 'letter-count')).to.equal(0);
    await settle();
    expect(readFileSync(join(root, 'functions/letter-count/index.ts'), 'utf8')).to.include(
      'export const handler = task(',
    );
    expect(existsSync(join(root, 'test/functions/letter-count/index.test.ts'))).to.equal(true);
    const event = readFileSync(join(root, 'functions/letter-count/event.json'), 'utf8');
    expect(JSON.parse(event)).to.deep.equal({ text: 'one two three' });
    expect(local()).to.include('function: letter-count');
    expect(stdout())
      .to.include('npx cloudpool deploy letter-count')
      .and.include('npx cloudpool invoke letter-count')
      .and.include('npx cloudpool run letter-count');
  });

  it('refuses a name that stands for no folder, key and stack at once', async () => {
    for (const name of ['', 'Words', '1st', 'a_b', '../up', 'a--b', 'a-', 'runtime', 'x'.repeat(31)]) {
      const { code, exitCode } = await refused(name);
      expect([code, exitCode], name).to.deep.equal(['FUNCTION_NAME', 2]);
    }
  });

  it('refuses a function that is there already, and touches nothing', async () => {
    mkdirSync(join(root, 'functions/taken'), { recursive: true });
    expect((await refused('taken')).code).to.equal('FUNCTION_EXISTS');
    mkdirSync(join(root, 'test/functions/tested'), { recursive: true });
    expect((await refused('tested')).code).to.equal('FUNCTION_EXISTS');
    expect(existsSync(join(root, 'functions/tested'))).to.equal(false);
    expect((await refused('storage')).code).to.equal('NAME_TAKEN');
    expect(existsSync(join(root, 'functions/storage'))).to.equal(false);
  });
});
