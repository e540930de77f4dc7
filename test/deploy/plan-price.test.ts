import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { typicalTime } from '../../scripts/deploy/plan/expected-time.ts';
import { priceOf } from '../../scripts/deploy/plan/price.ts';
import { newRows } from '../../scripts/deploy/plan/resource-rows.ts';
import { checkFiles } from './graph/workspace.ts';

type Settings = Readonly<Record<string, string | number>>;

const ROOT = join(import.meta.dirname, '../..');

/** A stack of one of our own templates, alone in its environment: what it imports belongs to somebody else. */
const own = (template: string, settings: Settings) => {
  const text = readFileSync(join(ROOT, 'templates', `${template}.yaml`), 'utf8');
  // Whose function it is makes no difference here.
  return stack(text.replace(/^ {2}CodeKey:$/m, `$&\n    Default: code/a/${'0'.repeat(64)}.zip`), settings);
};

const stack = (text: string, settings: Settings = {}) => {
  const parameters = Object.entries(settings).map(([name, value]) => `${name}: ${JSON.stringify(value)}`);
  const graph = checkFiles({
    'environments/test.yaml': [
      'region: us-east-1',
      'prefix: t',
      'external: [x-ArtifactBucketName, x-DataBucketName, x-DataBucketArn, x-BoundaryArn, x-AlarmTopicArn]',
      `stacks: { a: { template: a, parameters: { ${parameters.join(', ')} } } }`,
      '',
    ].join('\n'),
    'templates/a.yaml': text,
  });
  const node = graph.nodes.get('a');
  if (node === undefined) throw new Error('no stack');
  return node;
};

const created = (node: ReturnType<typeof stack>) => priceOf(undefined, node, newRows(node));

describe('priceOf', () => {
  it('weighs the network without egress by its endpoints and zones', () => {
    const price = created(own('network', { Egress: 'none', EndpointZones: 2 }));
    expect(price?.monthly).to.equal(58.4);
    expect(price).to.not.have.property('atLeast');
    expect(price?.resources).to.deep.equal(
      ['EcrApiEndpoint', 'EcrImageEndpoint', 'LogsEndpoint', 'QueueEndpoint'].map(logicalId => ({
        logicalId,
        monthly: 14.6,
      })),
    );
    expect(created(own('network', { Egress: 'none', EndpointZones: 1 }))?.monthly).to.equal(29.2);
  });

  it('finds nothing that stands and costs in the network with public egress', () => {
    expect(created(own('network', { Egress: 'public' }))).to.equal(undefined);
  });

  it('counts the three alarms of a pool, and marks what is paid by use', () => {
    const node = own('pool', {
      StorageStackName: 'x',
      IamStackName: 'x',
      MemorySize: 512,
      Timeout: 60,
    });
    const price = created(node);
    expect(price?.monthly).to.equal(0.3);
    expect(price?.resources).to.have.lengthOf(3);
    expect(price?.byUse).to.include.members(['TaskQueue', 'TaskDeadLetterQueue']);
    expect(price?.unpriced).to.deep.equal([]);
  });

  it('takes what stood before from what will stand, by the values of the parameters', () => {
    const before = own('network', { EndpointZones: 1 });
    const after = own('network', { EndpointZones: 2 });
    const rows = [
      { action: 'Modify', logicalId: 'QueueEndpoint', type: 'AWS::EC2::VPCEndpoint', details: [] },
    ];
    expect(priceOf(before, after, rows as never)?.monthly).to.equal(29.2);
    expect(priceOf(after, before, [])?.monthly).to.equal(-29.2);
    expect(priceOf(after, own('network', { Egress: 'public' }), [])?.monthly).to.equal(-58.4);
    expect(priceOf(after, after, [])).to.equal(undefined);
  });

  it('says at least where a count hangs on what is known only later', () => {
    const zones = "!Split [',', !Ref Subnets]";
    const text = (subnets: string) =>
      [
        'Parameters:',
        '  Subnets: { Type: AWS::SSM::Parameter::Value<String>, Default: /subnets }',
        'Resources:',
        '  Door:',
        '    Type: AWS::EC2::VPCEndpoint',
        '    Properties:',
        '      VpcEndpointType: Interface',
        `      SubnetIds: ${subnets}`,
        '  Store: { Type: AWS::RDS::DBInstance }',
        '',
      ].join('\n');
    expect(created(stack(text(zones)))).to.deep.include({ monthly: 7.3, atLeast: true, unpriced: ['Store'] });
    expect(created(stack(text('[a, b, c]')))).to.deep.include({ monthly: 21.9 });
  });

  it('counts nothing of what a condition may leave out, and says so', () => {
    const text = [
      'Parameters:',
      '  Wanted: { Type: AWS::SSM::Parameter::Value<String>, Default: /wanted }',
      'Conditions:',
      '  IsWanted: !Equals [!Ref Wanted, yes]',
      'Resources:',
      '  Board: { Type: AWS::CloudWatch::Dashboard, Condition: IsWanted }',
      '  Key: { Type: AWS::KMS::Key }',
      '',
    ].join('\n');
    expect(created(stack(text))).to.deep.include({ monthly: 1, atLeast: true });
  });

  it('reads the size of a service from the definition beside it', () => {
    const text = [
      'Resources:',
      '  Definition:',
      '    Type: AWS::ECS::TaskDefinition',
      "    Properties: { Cpu: '1024', Memory: '2048' }",
      '  Service:',
      '    Type: AWS::ECS::Service',
      '    Properties: { LaunchType: FARGATE, DesiredCount: 3, TaskDefinition: !Ref Definition }',
      '',
    ].join('\n');
    expect(created(stack(text))?.monthly).to.equal(108.1203);
  });
});

describe('typicalTime', () => {
  it('follows the longest chain of resources that need each other, not their sum', () => {
    const text = [
      'Resources:',
      '  Role: { Type: AWS::IAM::Role }',
      '  Queue: { Type: AWS::SQS::Queue }',
      '  Worker:',
      '    Type: AWS::Lambda::Function',
      '    DependsOn: [Queue]',
      '    Properties: { Role: !GetAtt Role.Arn }',
      '',
    ].join('\n');
    const node = stack(text);
    expect(typicalTime(node, newRows(node))).to.equal(5 + 65 + 8);
    expect(typicalTime(node, newRows(node).slice(0, 1))).to.equal(5 + 17);
    expect(typicalTime(node, [])).to.equal(5);
  });
});
