import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { invokeCommand } from '../../../scripts/cli/commands/invoke.ts';
import { CloudpoolError } from '../../../scripts/errors.ts';
import { fakeContext, ROOT, settle } from '../support.ts';

describe('invoke', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'cloudpool-invoke-'));
    for (const folder of ['environments', 'functions', 'templates']) {
      cpSync(join(ROOT, folder), join(root, folder), { recursive: true });
    }
  });
  afterEach(() => rmSync(root, { recursive: true }));

  /** How an invocation ends that reaches no emulator. */
  async function refusal(name: string, json?: string): Promise<{ error: CloudpoolError; stderr: string }> {
    // Nothing listens on the port of the discard service.
    const { context, stderr } = fakeContext({ root, env: { CLOUDPOOL_ENDPOINT: 'http://127.0.0.1:9' } });
    try {
      await invokeCommand(context, { function: name, json });
    } catch (thrown) {
      await settle();
      if (thrown instanceof CloudpoolError) return { error: thrown, stderr: stderr() };
      throw thrown;
    }
    throw new Error('it was not refused');
  }

  it('says which test event it sends', async () => {
    expect((await refusal('hello')).stderr).to.equal('Input: functions/hello/event.json\n');
  });

  it('sends what it is told, and looks at no file', async () => {
    expect((await refusal('hello', '{"name":"Grace"}')).stderr).to.equal('');
  });

  it('names no file for a function without a test event', async () => {
    const { error, stderr } = await refusal('prices');
    expect([error.code, stderr]).to.deep.equal(['EMULATOR_NOT_RUNNING', '']);
  });

  it('refuses a test event that is not JSON, and says where it stands', async () => {
    writeFileSync(join(root, 'functions/hello/event.json'), '{"name":');
    const { error } = await refusal('hello');
    expect([error.code, error.exitCode]).to.deep.equal(['INPUT_NOT_JSON', 2]);
    expect(error.hint).to.include('functions/hello/event.json');
  });

  it('refuses an argument that is not JSON, and shows how to quote one', async () => {
    const { error } = await refusal('hello', '{name:Ada}');
    expect([error.code, error.exitCode]).to.deep.equal(['INPUT_NOT_JSON', 2]);
    expect(error.hint).to.include(`'{"name":"Ada"}'`);
  });
});
