/** What stands there costs so much, whether it is used or not: US dollars in us-east-1. */
export interface StandingPrices {
  /** When the figures were read from AWS's price pages. */
  readonly date: string;
  readonly region: string;
  readonly hour: Readonly<Record<HourlyPrice, number>>;
  readonly month: Readonly<Record<MonthlyPrice, number>>;
}

type HourlyPrice =
  | 'endpointZone'
  | 'natGateway'
  | 'publicAddress'
  | 'applicationLoadBalancer'
  | 'networkLoadBalancer'
  | 'gatewayLoadBalancer'
  | 'classicLoadBalancer'
  | 'transitAttachment'
  | 'vpnConnection'
  | 'eksCluster'
  | 'streamShard'
  | 'fargateVcpu'
  | 'fargateGb'
  | 'fargateArmVcpu'
  | 'fargateArmGb'
  | 'readUnit'
  | 'writeUnit';

type MonthlyPrice =
  | 'alarmMetric'
  | 'fastAlarmMetric'
  | 'compositeAlarm'
  | 'dashboard'
  | 'key'
  | 'secret'
  | 'hostedZone'
  | 'pipelineV1'
  | 'webAcl';

/** A month as AWS's own calculator counts it. */
export const HOURS_A_MONTH = 730;

/**
 * Without free tiers and discounts, from the price pages of VPC (PrivateLink, NAT, addresses), Elastic Load Balancing,
 * CloudWatch, KMS, Secrets Manager, Route 53, Fargate, Kinesis, DynamoDB, EKS, CodePipeline and WAF.
 */
export const STANDING_PRICES: StandingPrices = {
  date: '2026-11-22',
  region: 'us-east-1',
  hour: {
    endpointZone: 0.01,
    natGateway: 0.045,
    publicAddress: 0.005,
    applicationLoadBalancer: 0.0225,
    networkLoadBalancer: 0.0225,
    gatewayLoadBalancer: 0.0125,
    classicLoadBalancer: 0.025,
    transitAttachment: 0.05,
    vpnConnection: 0.05,
    eksCluster: 0.1,
    streamShard: 0.015,
    fargateVcpu: 0.04048,
    fargateGb: 0.004445,
    fargateArmVcpu: 0.03238,
    fargateArmGb: 0.00356,
    readUnit: 0.00013,
    writeUnit: 0.00065,
  },
  month: {
    alarmMetric: 0.1,
    fastAlarmMetric: 0.3,
    compositeAlarm: 0.5,
    dashboard: 3,
    key: 1,
    secret: 0.4,
    hostedZone: 0.5,
    pipelineV1: 1,
    webAcl: 5,
  },
};
