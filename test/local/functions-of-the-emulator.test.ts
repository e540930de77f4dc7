import {
  CloudFormationClient,
  CreateStackCommand,
  waitUntilStackCreateComplete,
} from '@aws-sdk/client-cloudformation';
import { GetFunctionCommand, InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { CreateBucketCommand, ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { expect } from 'chai';
import { membersOf } from '../../scripts/local/processes.ts';
import { type LocalSandbox, localSandbox, told } from './local-sandbox.ts';

const SOURCE = `exports.handler = async ({ sleepMs = 0 }) => {
  await new Promise(resolve => setTimeout(resolve, sleepMs));
  return { version: process.version, names: Object.keys(process.env), home: process.env.HOME };
};`;

const TEMPLATE = {
  Resources: {
    Role: {
      Type: 'AWS::IAM::Role',
      Properties: {
        AssumeRolePolicyDocument: {
          Version: '2012-10-17',
          Statement: [
            { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
          ],
        },
      },
    },
    Function: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        FunctionName: 'probe',
        Runtime: 'nodejs24.x',
        Handler: 'index.handler',
        Timeout: 900,
        Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
        Code: { ZipFile: SOURCE },
      },
    },
  },
};

describe('a function of the emulator', () => {
  let sandbox: LocalSandbox;
  let lambda: LambdaClient;
  let settings: ReturnType<typeof clientSettings>;
  let group: number;

  before(async () => {
    sandbox = localSandbox();
    const variables = { PATH: process.env.PATH, HOME: '/home/somebody', SECRET_OF_THE_HOST: 'x' };
    const { emulator } = await sandbox.start({ variables });
    group = Number(emulator.pid);
    settings = clientSettings(String(emulator.address));
    lambda = new LambdaClient(settings);
    await deployFunction(settings);
  });
  after(async () => {
    lambda.destroy();
    await sandbox.dispose();
  });

  it('runs on the Node of the repository and sees nothing of the host', async () => {
    const { Payload } = await lambda.send(new InvokeCommand({ FunctionName: 'probe', Payload: '{}' }));
    const seen = JSON.parse(Payload?.transformToString() ?? '');
    expect(seen.version).to.equal(process.version);
    expect(seen.names).to.include('AWS_ACCESS_KEY_ID').and.not.include('SECRET_OF_THE_HOST');
    expect(seen.home).not.to.equal('/home/somebody');
  });

  it('does not outlive a stop, busy as it is, and finds its state again', async () => {
    const s3 = new S3Client({ ...settings, forcePathStyle: true });
    await s3.send(new CreateBucketCommand({ Bucket: 'kept' }));
    await keepTwoBusy(lambda, group);
    await sandbox.stop();
    expect(membersOf(group)).to.deep.equal([]);

    const { emulator } = await sandbox.start({ endpoint: settings.endpoint });
    group = Number(emulator.pid);
    const { Configuration } = await lambda.send(new GetFunctionCommand({ FunctionName: 'probe' }));
    expect(Configuration?.FunctionName).to.equal('probe');
    const { Buckets } = await s3.send(new ListBucketsCommand({}));
    expect(Buckets?.map(({ Name }) => Name)).to.deep.equal(['kept']);
    s3.destroy();
  });

  it('is ended by the next stop when the emulator was killed and it lives on', async () => {
    await keepTwoBusy(lambda, group);
    process.kill(group, 'SIGKILL');
    await waitFor(() => !membersOf(group).some(({ pid }) => pid === group));
    expect(membersOf(group)).to.have.length(2);
    await sandbox.stop();
    expect(membersOf(group)).to.deep.equal([]);
    expect(told(sandbox.events)).to.include('notice');
  });
});

/** Two invocations at once need two processes beside the emulator, so both are at work when there are three. */
async function keepTwoBusy(lambda: LambdaClient, group: number): Promise<void> {
  for (let count = 0; count < 2; count++) {
    lambda
      .send(new InvokeCommand({ FunctionName: 'probe', Payload: '{"sleepMs":600000}' }))
      .catch(() => undefined);
  }
  await waitFor(() => membersOf(group).length === 3);
}

function clientSettings(endpoint: string) {
  return {
    endpoint,
    region: 'us-east-1',
    maxAttempts: 1,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  };
}

async function deployFunction(settings: ReturnType<typeof clientSettings>): Promise<void> {
  const client = new CloudFormationClient(settings);
  await client.send(
    new CreateStackCommand({
      StackName: 'probe',
      TemplateBody: JSON.stringify(TEMPLATE),
      Capabilities: ['CAPABILITY_IAM'],
    }),
  );
  await waitUntilStackCreateComplete({ client, maxWaitTime: 20, minDelay: 1 }, { StackName: 'probe' });
  client.destroy();
}

async function waitFor(holds: () => boolean): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!holds()) {
    if (Date.now() > deadline) throw new Error('waited in vain');
    await new Promise(resolve => setTimeout(resolve, 20));
  }
}
