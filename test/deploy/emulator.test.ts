import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect } from 'chai';
import { systemClock } from '../../functions/runtime/protocol/ports.ts';
import { writeCalls } from '../../scripts/aws/call-log.ts';
import { type AwsSession, openSession } from '../../scripts/aws/session.ts';
import type { DeployResult } from '../../scripts/deploy/apply/results.ts';
import { check } from '../../scripts/deploy/check.ts';
import type { DeployContext } from '../../scripts/deploy/context.ts';
import { deploy } from '../../scripts/deploy/deploy.ts';
import { destroy } from '../../scripts/deploy/destroy.ts';
import { drift } from '../../scripts/deploy/drift.ts';
import type { DeployEvent } from '../../scripts/deploy/events.ts';
import { status } from '../../scripts/deploy/status.ts';
import { type LocalSandbox, localSandbox } from '../local/local-sandbox.ts';
import { endsOf } from './support.ts';

const REPOSITORY = resolve(import.meta.dirname, '../..');

/** The repository's own templates on the emulator, from a small clone with two functions. */
describe('deploy on the emulator', function () {
  this.timeout(120_000);
  let sandbox: LocalSandbox;
  let root: string;
  let endpoint: string;
  let session: AwsSession;
  let events: DeployEvent[];

  before(async () => {
    sandbox = localSandbox();
    endpoint = String((await sandbox.start()).emulator.address);
    root = writeClone(endpoint);
  });
  after(async () => {
    await sandbox.dispose();
    rmSync(root, { recursive: true, force: true });
  });
  afterEach(() => session.close());

  const context = (name = 'test'): DeployContext => {
    const graph = check(name, { root, variables: {} });
    events = [];
    session = openSession({
      region: 'us-east-1',
      endpoint,
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    });
    return {
      graph,
      session,
      root,
      clock: systemClock,
      report: event => events.push(event),
      signal: new AbortController().signal,
      approve: async () => true,
    };
  };
  const template = (name: string) => join(root, 'templates', `${name}.yaml`);
  const edit = (file: string, from: string | RegExp, to: string) => {
    const before = readFileSync(file, 'utf8');
    const after = before.replace(from, to);
    expect(after, `${file} has no ${from}`).not.to.equal(before);
    writeFileSync(file, after);
  };
  const touched = ({ stacks }: DeployResult) =>
    [...stacks.values()].filter(({ end }) => end !== 'unchanged').map(({ key, end }) => `${key} ${end}`);

  it('creates every stack and uploads every package', async () => {
    const result = await deploy(context());
    expect(endsOf(result)).to.deep.equal({
      storage: 'done',
      network: 'done',
      iam: 'done',
      broken: 'done',
      echo: 'done',
    });
    expect(events.filter(event => event.type === 'upload')).to.have.lengthOf(2);
    expect(result.stacks.get('echo')?.outputs).to.include.keys('QueueUrl', 'FunctionArn');
  });

  it('makes no write call when nothing changed, and at most two calls a stack', async () => {
    const result = await deploy(context());
    expect(touched(result)).to.deep.equal([]);
    expect([...writeCalls(session.calls)]).to.deep.equal([]);
    const calls = Object.fromEntries(session.calls.counts());
    expect(calls).to.deep.equal({
      'STS:GetCallerIdentity': 1,
      'CloudFormation:DescribeStacks': 5,
      'CloudFormation:GetTemplate': 5,
    });
  });

  it('finds no drift in what it deployed, and finds what was changed by hand', async () => {
    const states = async () => (await drift(context())).map(({ key, state }) => `${key} ${state}`);
    const clean = await states();
    expect(clean).to.include.members(['storage in-sync', 'echo in-sync']);
    const { SetQueueAttributesCommand } = await import('@aws-sdk/client-sqs');
    const url = (await status(context())).find(({ key }) => key === 'echo')?.outputs.QueueUrl;
    const set = async (VisibilityTimeout: string) =>
      (await session.sqs()).send(
        new SetQueueAttributesCommand({ QueueUrl: url, Attributes: { VisibilityTimeout } }),
      );
    await set('7');
    const [echo] = await drift(context(), { keys: ['echo'] });
    expect(echo).to.include({ state: 'drifted' });
    const [queue] = echo?.resources ?? [];
    expect(queue).to.include({ logicalId: 'TaskQueue', status: 'MODIFIED' });
    expect(queue?.differences).to.have.lengthOf(1);
    expect(queue?.differences[0]).to.include({ path: '/VisibilityTimeout', kind: 'NOT_EQUAL', actual: '7' });
    await set(queue?.differences[0]?.expected ?? '');
    expect(await states()).to.deep.equal(clean);
  });

  it('touches only the stack whose function changed', async () => {
    writeFileSync(join(root, 'functions/echo/index.ts'), 'export const handler = (x: unknown) => [x];\n');
    expect(touched(await deploy(context()))).to.deep.equal(['echo done']);
  });

  it('updates a stack of which only an output changed', async () => {
    writeFileSync(
      template('network'),
      `${readFileSync(template('network'), 'utf8')}  Extra:\n    Value: more\n`,
    );
    const result = await deploy(context());
    expect(touched(result)).to.deep.equal(['network done']);
    expect(result.stacks.get('network')?.outputs).to.include({ Extra: 'more' });
  });

  it('shows the root cause of a failed update with its lines, does the rest, and heals', async () => {
    const good = readFileSync(template('broken'), 'utf8');
    edit(template('broken'), /(\n {2}TaskQueue:\n(?:.*\n)*?.*VisibilityTimeout:).*/, '$1 99999999');
    writeFileSync(join(root, 'functions/echo/index.ts'), 'export const handler = (x: unknown) => ({ x });\n');
    const result = await deploy(context());
    expect(touched(result)).to.have.members(['broken failed', 'echo done']);
    const card = result.stacks.get('broken')?.card;
    expect(card).to.include({ status: 'UPDATE_ROLLBACK_COMPLETE', logicalId: 'TaskQueue' });
    expect(card?.frame).to.match(/^> +\d+ \| +VisibilityTimeout: 99999999$/m);
    writeFileSync(template('broken'), good);
    await deploy(context());
    expect(touched(await deploy(context()))).to.deep.equal([]);
  });

  it('skips what needs a stack that failed to be created, and creates both the next time', async () => {
    await destroy(context(), { keys: ['storage'], purge: true });
    const good = readFileSync(template('storage'), 'utf8');
    edit(template('storage'), '\nResources:\n', `\nResources:\n${IMPOSSIBLE_QUEUE}`);
    const result = await deploy(context());
    expect(endsOf(result)).to.include({
      storage: 'failed',
      broken: 'skipped',
      echo: 'skipped',
      iam: 'unchanged',
    });
    expect(result.stacks.get('echo')?.because).to.equal('storage');
    writeFileSync(template('storage'), good);
    expect(touched(await deploy(context()))).to.have.members(['storage done', 'broken done', 'echo done']);
  });

  it('deploys what loops write, finds it unchanged, and touches one item', async () => {
    const stacks = 'stacks:\n  loops: { template: loops }\n  reader: { template: reader }\n';
    const head = `region: us-east-1\nprefix: loops-test\nendpoint: ${endpoint}\n`;
    writeFileSync(join(root, 'environments/loops.yaml'), head + stacks);
    writeFileSync(template('loops'), LOOPS);
    writeFileSync(template('reader'), READER);
    const created = await deploy(context('loops'));
    expect(endsOf(created)).to.deep.equal({ loops: 'done', reader: 'done' });
    expect(created.stacks.get('loops')?.outputs).to.include.keys('NameA', 'NameB');
    expect(touched(await deploy(context('loops')))).to.deep.equal([]);
    edit(template('loops'), '[ A, B ]', '[ A, B, C ]');
    const changed = await deploy(context('loops'));
    expect(touched(changed)).to.deep.equal(['loops done']);
    const rows = changed.plan.stacks.find(({ key }) => key === 'loops')?.rows ?? [];
    expect(rows.map(({ action, logicalId }) => `${action} ${logicalId}`)).to.deep.equal(['Add QueueC']);
    await destroy(context('loops'), {});
  });

  it('leaves nothing after destroy with purge', async () => {
    const result = await destroy(context(), { purge: true });
    expect(result).to.include({ succeeded: true });
    expect(result.retained).to.deep.equal([]);
    const { ListBucketsCommand } = await import('@aws-sdk/client-s3');
    const { Buckets = [] } = await (await session.s3()).send(new ListBucketsCommand({}));
    expect(Buckets).to.deep.equal([]);
    expect((await status(context())).map(stack => stack.status)).to.deep.equal(Array(5).fill('ABSENT'));
  });
});

const IMPOSSIBLE_QUEUE =
  '  Impossible:\n    Type: AWS::SQS::Queue\n    Properties:\n      VisibilityTimeout: 99999999\n\n';

const LOOPS = `Transform: AWS::LanguageExtensions
Mappings:
  Queues: { All: { Names: [ A, B ] } }
Resources:
  Fn::ForEach::Queues:
    - Name
    - !FindInMap [ Queues, All, Names ]
    - 'Queue\${Name}': { Type: AWS::SQS::Queue }
Outputs:
  Fn::ForEach::Names:
    - Name
    - !FindInMap [ Queues, All, Names ]
    - 'Name\${Name}':
        Value: !GetAtt 'Queue\${Name}.QueueName'
        Export: { Name: !Sub '\${AWS::StackName}-Name\${Name}' }
`;

const READER = `Resources:
  Topic:
    Type: AWS::SNS::Topic
    Properties: { DisplayName: !ImportValue loops-test-loops-NameA }
`;

function writeClone(endpoint: string): string {
  const root = mkdtempSync(join(tmpdir(), 'cloudpool-clone-'));
  cpSync(join(REPOSITORY, 'templates'), join(root, 'templates'), { recursive: true });
  cpSync(join(root, 'templates/pool.yaml'), join(root, 'templates/broken.yaml'));
  const sources = {
    'functions/echo/index.ts': 'export const handler = (x: unknown) => x;\n',
    'functions/runtime/lambda.ts': 'export const handler = async (event: unknown) => event;\n',
    'functions/runtime/thread.ts': 'export function serveTasks(task: unknown) { return task; }\n',
    'functions/other/index.ts': 'export const handler = () => 1;\n',
    'environments/test.yaml': environment(endpoint),
  };
  for (const [path, text] of Object.entries(sources)) {
    mkdirSync(join(root, path, '..'), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

function environment(endpoint: string): string {
  const pool = (key: string, template: string, name: string) => `  ${key}:
    template: ${template}
    function: ${name}
    parameters:
      StorageStackName: { stack: storage }
      IamStackName: { stack: iam }
      RequireTls: 'false'
`;
  return `region: us-east-1
prefix: deploy-test
endpoint: ${endpoint}
artifacts: { stack: storage, output: ArtifactBucketName }
stacks:
  storage:
    template: storage
    parameters: { RequireTls: 'false', EnforceResultOnce: 'false' }
  network:
    template: network
    parameters: { Cidr: 10.10.0.0/16, Egress: public, EndpointZones: 1 }
  iam:
    template: iam
    parameters: { Prefix: deploy-test }
${pool('broken', 'broken', 'other')}${pool('echo', 'pool', 'echo')}`;
}
