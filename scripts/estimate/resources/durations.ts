import type { ResourceFacts } from './facts.ts';

/** How long CloudFormation usually takes, in seconds. */
export interface TypicalDurations {
  /** When the figures were last looked at. */
  readonly date: string;
  /** A stack beside its resources: from the call to the first of them, and from the last to the stack's own event. */
  readonly stack: number;
  /** A type that is not listed. */
  readonly otherwise: number;
  readonly types: ReadonlyMap<string, number>;
}

/**
 * Orders of magnitude for the creation of one resource, us-east-1, rounded from the stack events that such resources
 * usually show; AWS publishes none. Good for "about two minutes", which is why every figure made of them carries a `~`.
 * What has been deployed before is judged by its own last operation instead.
 */
export const TYPICAL_DURATIONS: TypicalDurations = {
  date: '2026-11-22',
  stack: 5,
  otherwise: 5,
  types: new Map([
    ['AWS::CertificateManager::Certificate', 120],
    ['AWS::CloudFront::Distribution', 240],
    ['AWS::CloudWatch::Alarm', 3],
    ['AWS::CloudWatch::Dashboard', 3],
    ['AWS::CodeBuild::Project', 5],
    ['AWS::CodeCommit::Repository', 3],
    ['AWS::CodePipeline::Pipeline', 3],
    ['AWS::DynamoDB::Table', 20],
    ['AWS::EC2::EIP', 15],
    ['AWS::EC2::Instance', 30],
    ['AWS::EC2::InternetGateway', 15],
    ['AWS::EC2::NatGateway', 105],
    ['AWS::EC2::RouteTable', 10],
    ['AWS::EC2::VPC', 12],
    ['AWS::EC2::VPCEndpoint', 75],
    ['AWS::ECR::Repository', 3],
    ['AWS::ECS::Cluster', 6],
    ['AWS::ECS::Service', 120],
    ['AWS::ECS::TaskDefinition', 3],
    ['AWS::EKS::Cluster', 540],
    ['AWS::ElastiCache::CacheCluster', 360],
    ['AWS::ElastiCache::ReplicationGroup', 600],
    ['AWS::ElasticLoadBalancingV2::LoadBalancer', 150],
    ['AWS::Events::Rule', 60],
    ['AWS::IAM::InstanceProfile', 120],
    ['AWS::IAM::ManagedPolicy', 15],
    ['AWS::IAM::Policy', 15],
    ['AWS::IAM::Role', 17],
    ['AWS::KMS::Key', 60],
    ['AWS::Lambda::EventSourceMapping', 25],
    ['AWS::Lambda::Function', 8],
    ['AWS::Lambda::Permission', 3],
    ['AWS::OpenSearchService::Domain', 900],
    ['AWS::RDS::DBCluster', 120],
    ['AWS::RDS::DBInstance', 420],
    ['AWS::S3::Bucket', 20],
    ['AWS::S3::BucketPolicy', 2],
    ['AWS::SNS::Topic', 10],
    ['AWS::SQS::Queue', 65],
    ['AWS::SQS::QueuePolicy', 3],
    ['AWS::SecretsManager::Secret', 8],
  ]),
};

/** Seconds that a resource of this kind usually takes. */
export function typicalSeconds(
  resource: Pick<ResourceFacts, 'type' | 'text'>,
  durations: TypicalDurations = TYPICAL_DURATIONS,
): number {
  const { type } = resource;
  // A gateway endpoint is an entry of a route table; only an interface endpoint has machines behind it.
  if (type === 'AWS::EC2::VPCEndpoint' && resource.text('VpcEndpointType') !== 'Interface')
    return durations.otherwise;
  return durations.types.get(type) ?? durations.otherwise;
}
