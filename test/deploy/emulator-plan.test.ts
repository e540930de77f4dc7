import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { systemClock } from '../../functions/runtime/protocol/ports.ts';
import { openCloudFormation } from '../../scripts/aws/cloudformation-sdk.ts';
import { type AwsSession, openSession } from '../../scripts/aws/session.ts';
import { check } from '../../scripts/deploy/check.ts';
import type { DeployContext } from '../../scripts/deploy/context.ts';
import { deploy } from '../../scripts/deploy/deploy.ts';
import { plan } from '../../scripts/deploy/plan.ts';
import { type LocalSandbox, localSandbox } from '../local/local-sandbox.ts';
import { endsOf } from './support.ts';

const PRODUCER = `Resources:
  Queue: { Type: AWS::SQS::Queue }
Outputs:
  Name:
    Value: !GetAtt Queue.QueueName
    Export: { Name: !Sub '\${AWS::StackName}-Name' }
`;
const CONSUMER = `Resources:
  Topic:
    Type: AWS::SNS::Topic
    Properties: { DisplayName: !ImportValue e-producer-Name }
`;

describe('a plan on the emulator', function () {
  this.timeout(120_000);
  let sandbox: LocalSandbox;
  let root: string;
  let endpoint: string;
  let session: AwsSession;

  before(async () => {
    sandbox = localSandbox();
    endpoint = String((await sandbox.start()).emulator.address);
    root = mkdtempSync(join(tmpdir(), 'cloudpool-plan-'));
    mkdirSync(join(root, 'templates'));
    mkdirSync(join(root, 'environments'));
    const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
    session = openSession({ region: 'us-east-1', endpoint, credentials });
  });
  after(async () => {
    session.close();
    await sandbox.dispose();
    rmSync(root, { recursive: true, force: true });
  });

  const context = (templates: Readonly<Record<string, string>>): DeployContext => {
    const entries = Object.entries(templates).map(([key, text]) => {
      writeFileSync(join(root, 'templates', `${key}.yaml`), text);
      return `  ${key}: { template: ${key} }\n`;
    });
    const head = `region: us-east-1\nprefix: e\nendpoint: ${endpoint}\nstacks:\n`;
    writeFileSync(join(root, 'environments', 'test.yaml'), head + entries.join(''));
    return {
      graph: check('test', { root, variables: {} }),
      session,
      root,
      clock: systemClock,
      report: () => undefined,
      signal: new AbortController().signal,
      approve: async () => true,
    };
  };

  it('names orphans, releases an export in order, and leaves no change set', async () => {
    await deploy(context({ producer: PRODUCER, consumer: CONSUMER, old: PRODUCER }));
    const released = {
      producer: PRODUCER.slice(0, PRODUCER.indexOf('Outputs:')),
      consumer: CONSUMER.replace('!ImportValue e-producer-Name', 'free'),
    };
    const made = await plan(context(released));
    expect(made.orphans).to.deep.equal(['e-old']);
    expect(made.stacks.map(({ key }) => key)).to.deep.equal(['consumer', 'producer']);
    const cloudFormation = openCloudFormation(session);
    const waiting = async (name: string) =>
      (await cloudFormation.listChangeSets(name)).filter(
        ({ executionStatus }) => executionStatus === 'AVAILABLE',
      );
    expect([...(await waiting('e-consumer')), ...(await waiting('e-producer'))]).to.deep.equal([]);
    expect(endsOf(await deploy(context(released)))).to.deep.equal({ consumer: 'done', producer: 'done' });
  });

  it('lists a change set that waits, with its age', async () => {
    const cloudFormation = openCloudFormation(session);
    const { id } = await cloudFormation.createChangeSet({
      stackName: 'e-old',
      templateBody: PRODUCER.replace(
        'AWS::SQS::Queue }',
        'AWS::SQS::Queue, Properties: { DelaySeconds: 5 } }',
      ),
      parameters: [],
      capabilities: [],
      tags: new Map(),
      type: 'UPDATE',
      changeSetName: 'cloudpool-1-a',
    });
    const listed = await cloudFormation.listChangeSets('e-old');
    const found = listed.find(set => set.name === 'cloudpool-1-a');
    expect(found).to.include({ id });
    expect(Date.now() - (found?.createdAt ?? 0)).to.be.within(-60_000, 60_000);
  });
});
