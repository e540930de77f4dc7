/**
 * How to ask for more, by the words of the refusal: the codes of Service Quotas (2026-11) for what a new account runs
 * into. Where none fits, the console lists them all.
 */
export function quotaCommand(reason: string, region: string): string {
  const known = QUOTAS.find(({ words }) => words.test(reason));
  if (known === undefined) return `aws service-quotas list-services --region ${region}`;
  const { service, code, wanted } = known;
  return `aws service-quotas request-service-quota-increase --service-code ${service} --quota-code ${code} --desired-value ${wanted} --region ${region}`;
}

const QUOTAS: readonly {
  readonly words: RegExp;
  readonly service: string;
  readonly code: string;
  readonly wanted: number;
}[] = [
  // Concurrent executions: a new account may start with 10, the default is 1,000.
  { words: /UnreservedConcurrentExecution/, service: 'lambda', code: 'L-B99A9384', wanted: 1000 },
  // VPCs per Region: 5.
  { words: /VpcLimitExceeded|maximum number of VPCs/i, service: 'vpc', code: 'L-F678F1CE', wanted: 10 },
  // EC2-VPC Elastic IPs: 5.
  {
    words: /AddressLimitExceeded|maximum number of addresses/i,
    service: 'ec2',
    code: 'L-0263D0A3',
    wanted: 10,
  },
];
