import { expect } from 'chai';
import { cloudpool } from './support.ts';

const COMMANDS = [
  'demo',
  'init',
  'check',
  'graph',
  'plan',
  'deploy',
  'destroy',
  'status',
  'drift',
  'outputs',
  'run',
  'runs',
  'resume',
  'probe',
  'invoke',
  'logs',
  'worker',
  'put',
  'drain',
  'local',
] as const;

describe('the command line', () => {
  it('refuses a typo in a command, names the near one, and exits with 2', async () => {
    const { code, stderr, stdout } = await cloudpool(['deplyo']);
    expect(code).to.equal(2);
    expect(stderr).to.include("unknown command 'deplyo'").and.include('Did you mean deploy?');
    expect(stdout).to.equal('');
  });

  it('refuses a typo in an option, names the near one, and exits with 2', async () => {
    for (const args of [
      ['deploy', '--yse'],
      ['--jsn', 'status'],
      ['run', 'hello', '--unorderd'],
    ]) {
      const { code, stderr } = await cloudpool(args);
      expect(code, args.join(' ')).to.equal(2);
      expect(stderr, args.join(' ')).to.include('unknown option').and.include('Did you mean --');
    }
  });

  it('refuses a missing argument, one too many, and a number that is none', async () => {
    for (const args of [
      ['run'],
      ['status', 'extra'],
      ['run', 'hello', '--chunk', 'many'],
      ['run', 'hello', '--tries', '0'],
      ['demo', 'other'],
      ['probe', 'probe', '--memory', '512,much'],
      ['probe', 'probe', '--memory', '512,512'],
      ['probe', 'probe', '--task-seconds', '0'],
      ['logs', 'hello', '--since', '10'],
      ['logs', 'hello', '--since', '0m'],
    ]) {
      expect((await cloudpool(args)).code, args.join(' ')).to.equal(2);
    }
  });

  it('shows the help to standard error with 2 when nothing is asked', async () => {
    const { code, stdout, stderr } = await cloudpool([]);
    expect(code).to.equal(2);
    expect(stdout).to.equal('');
    expect(stderr).to.include('Commands:');
  });

  it('shows the version', async () => {
    const { code, stdout } = await cloudpool(['--version']);
    expect(code).to.equal(0);
    expect(stdout).to.match(/^\d+\.\d+\.\d+\n$/);
  });

  it('lists every command and only these', async () => {
    const { code, stdout } = await cloudpool(['--help']);
    expect(code).to.equal(0);
    const listed = stdout
      .split('Commands:')[1]
      ?.match(/^ {2}[a-z]+/gm)
      ?.map(name => name.trim());
    expect(listed).to.deep.equal([...COMMANDS, 'help']);
  });

  for (const command of COMMANDS) {
    it(`shows an example in the help of ${command}`, async () => {
      const { code, stdout } = await cloudpool([command, '--help']);
      expect(code).to.equal(0);
      expect(stdout).to.match(new RegExp(`\\$ (.*\\| )?npx cloudpool ${command}`));
      expect(stdout).to.include('--json').and.include('--env');
    });
  }
});
