import type { ResourceFacts } from './facts.ts';
import { HOURS_A_MONTH, STANDING_PRICES, type StandingPrices } from './standing-prices.ts';

/**
 * What a resource costs by standing there, US dollars a month. `atLeast`: a count is known only later.
 * `by-use`: nothing, until it is used. `unpriced`: something, and the table does not know how much.
 */
export type StandingPrice =
  | { readonly kind: 'fixed'; readonly monthly: number; readonly atLeast?: true }
  | { readonly kind: 'by-use' }
  | { readonly kind: 'unpriced' };

/** Prices one resource; `undefined`: it is free, or of a type that nobody has looked at. */
export function standingPrice(
  resource: ResourceFacts,
  prices: StandingPrices = STANDING_PRICES,
): StandingPrice | undefined {
  const rule = RULES.get(resource.type);
  if (rule !== undefined) return rule(resource, prices);
  if (BY_USE.has(resource.type)) return byUse;
  return UNPRICED.has(resource.type) ? { kind: 'unpriced' } : undefined;
}

type Rule = (resource: ResourceFacts, prices: StandingPrices) => StandingPrice | undefined;

const byUse: StandingPrice = { kind: 'by-use' };

const monthly =
  (name: keyof StandingPrices['month']): Rule =>
  (_, { month }) => ({ kind: 'fixed', monthly: month[name] });

const hourly =
  (name: keyof StandingPrices['hour']): Rule =>
  (_, { hour }) => ({ kind: 'fixed', monthly: hour[name] * HOURS_A_MONTH });

/** `units` of something; one where their number is known only later. */
function times(units: number | null, each: number): StandingPrice {
  return units === null
    ? { kind: 'fixed', monthly: each, atLeast: true }
    : { kind: 'fixed', monthly: units * each };
}

function numberOf(resource: ResourceFacts, path: string, otherwise: number | null): number | null {
  const text = resource.text(path);
  if (text === undefined) return otherwise;
  return text === null || Number.isNaN(Number(text)) ? null : Number(text);
}

/** Each zone that an interface endpoint stands in counts; a gateway endpoint is free. */
const endpoint: Rule = (resource, { hour }) => {
  const type = resource.text('VpcEndpointType') ?? 'Gateway';
  if (type === 'Gateway') return undefined;
  const zones = resource.count('SubnetIds');
  return times(zones === 0 ? null : zones, hour.endpointZone * HOURS_A_MONTH);
};

/** By metric: an alarm over an expression pays for each metric in it. Faster than a minute costs three times as much. */
const alarm: Rule = (resource, { month }) => {
  const period = numberOf(resource, 'Period', 60);
  const each = period !== null && period < 60 ? month.fastAlarmMetric : month.alarmMetric;
  const items = resource.count('Metrics');
  if (items === null || items === 0) return times(items === 0 ? 1 : null, each);
  const isMetric = (index: number) => resource.text(`Metrics.${index}.Expression`) === undefined;
  return times(Array.from({ length: items }, (_, index) => index).filter(isMetric).length, each);
};

const balancer: Rule = (resource, prices) => {
  const type = resource.text('Type') ?? 'application';
  const name = BALANCERS.get(type);
  return name === undefined ? { kind: 'unpriced' } : hourly(name)(resource, prices);
};

const BALANCERS = new Map([
  ['application', 'applicationLoadBalancer'],
  ['network', 'networkLoadBalancer'],
  ['gateway', 'gatewayLoadBalancer'],
] as const) as ReadonlyMap<string, keyof StandingPrices['hour']>;

const table: Rule = (resource, { hour }) => {
  if (resource.text('BillingMode') === 'PAY_PER_REQUEST') return byUse;
  const reads = numberOf(resource, 'ProvisionedThroughput.ReadCapacityUnits', null);
  const writes = numberOf(resource, 'ProvisionedThroughput.WriteCapacityUnits', null);
  if (reads === null || writes === null) return { kind: 'unpriced' };
  return { kind: 'fixed', monthly: (reads * hour.readUnit + writes * hour.writeUnit) * HOURS_A_MONTH };
};

const stream: Rule = (resource, { hour }) => {
  if (resource.text('StreamModeDetails.StreamMode') === 'ON_DEMAND') return { kind: 'unpriced' };
  return times(numberOf(resource, 'ShardCount', 1), hour.streamShard * HOURS_A_MONTH);
};

/** A service keeps its tasks running; the definition in the same template says how large they are. */
const service: Rule = (resource, { hour }) => {
  const definition = resource.target('TaskDefinition');
  const cpu = definition && numberOf(definition, 'Cpu', null);
  const memory = definition && numberOf(definition, 'Memory', null);
  const fargate =
    resource.text('LaunchType') === 'FARGATE' && resource.count('CapacityProviderStrategy') === 0;
  if (!fargate || cpu == null || memory == null) return { kind: 'unpriced' };
  const arm = definition?.text('RuntimePlatform.CpuArchitecture') === 'ARM64';
  const [vcpu, gb] = arm ? [hour.fargateArmVcpu, hour.fargateArmGb] : [hour.fargateVcpu, hour.fargateGb];
  const each = ((cpu / 1024) * vcpu + (memory / 1024) * gb) * HOURS_A_MONTH;
  return times(numberOf(resource, 'DesiredCount', 1), each);
};

const pipeline: Rule = (resource, prices) =>
  resource.text('PipelineType') === 'V2' ? byUse : monthly('pipelineV1')(resource, prices);

/** Environments that are kept warm are paid for; the memory that decides is the function's, which may stand elsewhere. */
const warm: Rule = resource =>
  resource.text('ProvisionedConcurrencyConfig.ProvisionedConcurrentExecutions') === undefined
    ? undefined
    : { kind: 'unpriced' };

const RULES: ReadonlyMap<string, Rule> = new Map<string, Rule>([
  ['AWS::EC2::VPCEndpoint', endpoint],
  ['AWS::EC2::NatGateway', hourly('natGateway')],
  ['AWS::EC2::EIP', hourly('publicAddress')],
  ['AWS::EC2::TransitGatewayAttachment', hourly('transitAttachment')],
  ['AWS::EC2::TransitGatewayVpcAttachment', hourly('transitAttachment')],
  ['AWS::EC2::VPNConnection', hourly('vpnConnection')],
  ['AWS::ElasticLoadBalancingV2::LoadBalancer', balancer],
  ['AWS::ElasticLoadBalancing::LoadBalancer', hourly('classicLoadBalancer')],
  ['AWS::ECS::Service', service],
  ['AWS::EKS::Cluster', hourly('eksCluster')],
  ['AWS::CloudWatch::Alarm', alarm],
  ['AWS::CloudWatch::CompositeAlarm', monthly('compositeAlarm')],
  ['AWS::CloudWatch::Dashboard', monthly('dashboard')],
  ['AWS::KMS::Key', monthly('key')],
  ['AWS::KMS::ReplicaKey', monthly('key')],
  ['AWS::SecretsManager::Secret', monthly('secret')],
  ['AWS::Route53::HostedZone', monthly('hostedZone')],
  ['AWS::DynamoDB::Table', table],
  ['AWS::Kinesis::Stream', stream],
  ['AWS::CodePipeline::Pipeline', pipeline],
  ['AWS::Lambda::Alias', warm],
  ['AWS::Lambda::Version', warm],
  ['AWS::WAFv2::WebACL', monthly('webAcl')],
]);

/** Priced by requests, bytes or seconds: nothing before the first of them. */
const BY_USE: ReadonlySet<string> = new Set([
  'AWS::ApiGateway::RestApi',
  'AWS::ApiGatewayV2::Api',
  'AWS::AppSync::GraphQLApi',
  'AWS::Athena::WorkGroup',
  'AWS::Batch::JobDefinition',
  'AWS::CloudFront::Distribution',
  'AWS::CodeBuild::Project',
  'AWS::DynamoDB::GlobalTable',
  'AWS::ECR::Repository',
  'AWS::ECS::TaskDefinition',
  'AWS::EFS::FileSystem',
  'AWS::Glue::Job',
  'AWS::KinesisFirehose::DeliveryStream',
  'AWS::Lambda::Function',
  'AWS::Logs::LogGroup',
  'AWS::S3::Bucket',
  'AWS::SNS::Topic',
  'AWS::SQS::Queue',
  'AWS::Scheduler::Schedule',
  'AWS::StepFunctions::StateMachine',
]);

/** Paid by the hour, at a price that hangs on more than a table of this size can hold. */
const UNPRICED: ReadonlySet<string> = new Set([
  'AWS::AmazonMQ::Broker',
  'AWS::AutoScaling::AutoScalingGroup',
  'AWS::DocDB::DBInstance',
  'AWS::EC2::Host',
  'AWS::EC2::Instance',
  'AWS::EC2::Volume',
  'AWS::ElastiCache::CacheCluster',
  'AWS::ElastiCache::ReplicationGroup',
  'AWS::ElastiCache::ServerlessCache',
  'AWS::FSx::FileSystem',
  'AWS::MSK::Cluster',
  'AWS::MemoryDB::Cluster',
  'AWS::Neptune::DBInstance',
  'AWS::OpenSearchService::Domain',
  'AWS::RDS::DBCluster',
  'AWS::RDS::DBInstance',
  'AWS::Redshift::Cluster',
  'AWS::SageMaker::Endpoint',
  'AWS::SageMaker::NotebookInstance',
]);
