import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { cloudpool, ROOT } from '../support.ts';

const template = (imports = '') => `AWSTemplateFormatVersion: '2010-09-09'
Resources:
  TaskQueue:
    Type: AWS::SQS::Queue${imports}
Outputs:
  QueueName:
    Value: !GetAtt TaskQueue.QueueName
    Export: { Name: !Sub '\${AWS::StackName}-QueueName' }
`;

const environment = (port: number) => `region: us-east-1
prefix: cli-test
endpoint: http://127.0.0.1:${port}
stacks:
  first: { template: ./first.yaml }
  second: { template: ./second.yaml }
leftOut: { }
`;

describe('the commands without an emulator', () => {
  let folder: string;
  let file: string;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'cloudpool-cli-'));
    file = join(folder, 'here.yaml');
    writeFileSync(file, environment(await closedPort()));
    writeFileSync(join(folder, 'first.yaml'), template());
    writeFileSync(
      join(folder, 'second.yaml'),
      template('\n    Properties: { QueueName: !ImportValue cli-test-first-QueueName }'),
    );
  });
  after(() => rmSync(folder, { recursive: true }));

  const here = (...args: string[]) => cloudpool([...args, '-e', file]);

  it('proves the order of the stacks offline', async () => {
    const { code, stdout } = await here('check');
    expect(code).to.equal(0);
    expect(stdout)
      .to.match(/wave 1 {2}first/)
      .and.match(/wave 2 {2}second .*after first/);
    expect(stdout).to.include('2 stacks, 1 edge, no problems');
  });

  it('prints one JSON object a stack with --json', async () => {
    const { stdout, stderr } = await here('check', '--json');
    const rows = stdout
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line) as { key: string; after: string[] });
    expect(rows.map(({ key, after }) => [key, after])).to.deep.equal([
      ['first', []],
      ['second', ['first']],
    ]);
    expect(stderr).to.equal('');
  });

  it('refuses to put the results in the place of the tasks, under whichever name', async () => {
    writeFileSync(join(folder, 'tasks.jsonl'), '1\n');
    symlinkSync(join(folder, 'tasks.jsonl'), join(folder, 'other.jsonl'));
    const args = ['run', 'p', 'tasks.jsonl', '-o', 'other.jsonl', '--force', '-e', file];
    const { code, stderr } = await cloudpool(args, { directory: folder });
    expect(stderr).to.include('other.jsonl is the input itself');
    expect(code).to.equal(2);
    expect(readFileSync(join(folder, 'tasks.jsonl'), 'utf8')).to.equal('1\n');
  });

  it('says that its output cannot be written, and exits with 1', async function () {
    if (!existsSync('/dev/full')) this.skip();
    const command = `"${process.execPath}" scripts/cloudpool.ts check -e "${file}" > /dev/full`;
    const ended = spawnSync('sh', ['-c', command], { cwd: ROOT, encoding: 'utf8' });
    expect(ended.stderr).to.match(/^error: the output cannot be written: ENOSPC/);
    expect(ended.status).to.equal(1);
  });

  it('draws the graph as text with the line that ties two stacks, as Mermaid, and as DOT', async () => {
    expect((await here('graph')).stdout).to.match(
      /second\n {2}after first: imports \S*QueueName \(.*second\.yaml:\d+:\d+\)/,
    );
    expect((await here('graph', '--format', 'mermaid')).stdout).to.include('stack_first --> stack_second');
    expect((await here('graph', '--format', 'dot')).stdout).to.include('"first" -> "second";');
  });

  it('refuses a bad environment with every problem at its place, and exits with 2', async () => {
    const bad = join(folder, 'bad.yaml');
    writeFileSync(bad, 'region: here\nprefix: Bad\nstacks:\n  first: { templat: ./first.yaml }\n');
    const { code, stderr, stdout } = await cloudpool(['check', '-e', bad]);
    expect(code).to.equal(2);
    expect(stdout).to.equal('');
    for (const place of ['bad.yaml:1:9', 'bad.yaml:2:9', 'bad.yaml:4:12']) expect(stderr).to.include(place);
    expect(stderr).to.match(/error: \d+ problems in /);
  });

  it('names the near environment', async () => {
    const { code, stderr } = await cloudpool(['check', '-e', 'lcal']);
    expect(code).to.equal(2);
    expect(stderr).to.include('lcal').and.include('local');
  });

  it('takes the environment from CLOUDPOOL_ENV', async () => {
    const { code, stdout } = await cloudpool(['check'], { env: { CLOUDPOOL_ENV: file } });
    expect(code).to.equal(0);
    expect(stdout).to.include('2 stacks');
  });

  it('says how to start the emulator where it does not run', async () => {
    const { code, stderr, stdout } = await here('status');
    expect(code).to.equal(1);
    expect(stdout).to.equal('');
    expect(stderr).to.include('nothing listens at').and.include('local start').and.not.include('    at ');
  });

  it('shows the stack trace with --debug', async () => {
    expect((await here('status', '--debug')).stderr).to.include('    at ');
  });

  it('refuses to deploy and to destroy without a terminal and without --yes', async () => {
    for (const command of ['deploy', 'destroy']) {
      const { code, stderr } = await here(command);
      expect(code, command).to.equal(2);
      expect(stderr, command).to.include('--yes');
    }
  });

  it('refuses an input that cannot be read, and an event that is no JSON', async () => {
    const missing = await here('run', 'first', join(folder, 'absent.jsonl'));
    expect(missing.code).to.equal(2);
    expect(missing.stderr).to.include('absent.jsonl cannot be read');
    const folderAsInput = await here('run', 'first', folder);
    expect(folderAsInput.code).to.equal(2);
    const event = await here('invoke', 'first', '{');
    expect(event.code).to.equal(2);
    expect(event.stderr).to.include('not JSON');
  });

  it('colors nothing into a pipe unless forced', async () => {
    const colored = '\u001B[';
    expect((await here('status')).stderr).to.not.include(colored);
    const forced = await cloudpool(['check', '-e', file], { env: { FORCE_COLOR: '1' } });
    expect(forced.stdout).to.include(colored);
  });

  it('says nothing when the reader leaves early', async () => {
    const { code, stderr } = await cloudpool(['graph', '-e', file], { readNothing: true });
    expect(stderr).to.equal('');
    expect(code).to.equal(0);
  });

  it('finds the environments of the repository from any folder', async () => {
    const { code } = await cloudpool(['check', '-e', file], { directory: folder });
    expect(code).to.equal(0);
    expect((await cloudpool(['check', '-e', './here.yaml'], { directory: folder })).code).to.equal(0);
    expect((await cloudpool(['check', '-e', './here.yaml'], { directory: ROOT })).code).to.equal(2);
  });
});

function closedPort(): Promise<number> {
  return new Promise(resolve => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 1));
    });
  });
}
