import { expect } from 'chai';
import type { ResourceFacts } from '../../../scripts/estimate/resources/facts.ts';
import { standingPrice } from '../../../scripts/estimate/resources/standing-price.ts';

type Given = Readonly<Record<string, string | number | null>>;

/** `count X` says how many items the list X has; anything else is a text. */
const resource = (
  type: string,
  given: Given = {},
  targets: Readonly<Record<string, ResourceFacts>> = {},
): ResourceFacts => ({
  type,
  text: path => {
    const value = given[path];
    return typeof value === 'number' ? String(value) : value;
  },
  count: path => {
    const value = given[`count ${path}`];
    return value === null ? null : Number(value ?? 0);
  },
  target: path => targets[path],
});

const monthly = (...parts: Parameters<typeof resource>) => {
  const price = standingPrice(resource(...parts));
  return price?.kind === 'fixed' ? `${price.monthly.toFixed(4)}${price.atLeast ? '+' : ''}` : price?.kind;
};

describe('standingPrice', () => {
  it('counts the zones of an interface endpoint, and nothing for a gateway endpoint', () => {
    const type = 'AWS::EC2::VPCEndpoint';
    expect(monthly(type, { VpcEndpointType: 'Interface', 'count SubnetIds': 2 })).to.equal('14.6000');
    expect(monthly(type, { VpcEndpointType: 'Interface', 'count SubnetIds': null })).to.equal('7.3000+');
    expect(monthly(type, { VpcEndpointType: 'Interface' })).to.equal('7.3000+');
    expect(monthly(type, { VpcEndpointType: 'Gateway' })).to.equal(undefined);
    expect(monthly(type)).to.equal(undefined);
  });

  it('counts the metrics of an alarm, and how often it looks', () => {
    const type = 'AWS::CloudWatch::Alarm';
    expect(monthly(type, { Period: 300 })).to.equal('0.1000');
    expect(monthly(type, { Period: 10 })).to.equal('0.3000');
    expect(monthly(type, { 'count Metrics': 3, 'Metrics.2.Expression': 'a-b' })).to.equal('0.2000');
    expect(monthly(type, { 'count Metrics': null })).to.equal('0.1000+');
  });

  it('prices the tasks that a Fargate service keeps running by their definition', () => {
    const small = { Cpu: '256', Memory: '512' };
    const service = (definition: Given, given: Given = {}) =>
      monthly(
        'AWS::ECS::Service',
        { LaunchType: 'FARGATE', DesiredCount: 2, ...given },
        { TaskDefinition: resource('AWS::ECS::TaskDefinition', definition) },
      );
    expect(service(small)).to.equal('18.0201');
    expect(service({ ...small, 'RuntimePlatform.CpuArchitecture': 'ARM64' })).to.equal('14.4175');
    expect(service(small, { DesiredCount: 0 })).to.equal('0.0000');
    expect(service(small, { LaunchType: 'EC2' })).to.equal('unpriced');
    expect(service({ Cpu: null, Memory: '512' })).to.equal('unpriced');
    expect(monthly('AWS::ECS::Service', { LaunchType: 'FARGATE' })).to.equal('unpriced');
  });

  const plain: readonly (readonly [string, Given, string | undefined])[] = [
    ['AWS::EC2::NatGateway', {}, '32.8500'],
    ['AWS::EC2::EIP', {}, '3.6500'],
    ['AWS::ElasticLoadBalancingV2::LoadBalancer', {}, '16.4250'],
    ['AWS::ElasticLoadBalancingV2::LoadBalancer', { Type: 'gateway' }, '9.1250'],
    ['AWS::ElasticLoadBalancingV2::LoadBalancer', { Type: null }, '16.4250'],
    ['AWS::CloudWatch::Dashboard', {}, '3.0000'],
    ['AWS::KMS::Key', {}, '1.0000'],
    ['AWS::SecretsManager::Secret', {}, '0.4000'],
    ['AWS::EKS::Cluster', {}, '73.0000'],
    ['AWS::Kinesis::Stream', { ShardCount: 2 }, '21.9000'],
    ['AWS::Kinesis::Stream', { 'StreamModeDetails.StreamMode': 'ON_DEMAND' }, 'unpriced'],
    ['AWS::CodePipeline::Pipeline', { PipelineType: 'V2' }, 'by-use'],
    ['AWS::CodePipeline::Pipeline', {}, '1.0000'],
    ['AWS::DynamoDB::Table', { BillingMode: 'PAY_PER_REQUEST' }, 'by-use'],
    [
      'AWS::DynamoDB::Table',
      { 'ProvisionedThroughput.ReadCapacityUnits': 10, 'ProvisionedThroughput.WriteCapacityUnits': 5 },
      '3.3215',
    ],
    ['AWS::SQS::Queue', {}, 'by-use'],
    ['AWS::RDS::DBInstance', {}, 'unpriced'],
    ['AWS::IAM::Role', {}, undefined],
    ['Custom::Anything', {}, undefined],
  ];
  for (const [type, given, price] of plain) {
    it(`prices ${type} ${JSON.stringify(given)} at ${price ?? 'nothing'}`, () => {
      expect(monthly(type, given)).to.equal(price);
    });
  }
});
