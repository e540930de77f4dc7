import type { Environment } from '../environment/environment.ts';

/** The page of the console with a stack's events; the emulator has no console. */
export function consoleLink(
  { endpoint, region }: Pick<Environment, 'endpoint' | 'region'>,
  stackId: string | undefined,
): string | undefined {
  if (endpoint !== undefined || stackId === undefined) return undefined;
  return `https://${region}.console.${domainOf(region)}/cloudformation/home?region=${region}#/stacks/events?stackId=${encodeURIComponent(stackId)}`;
}

/** Other partitions have consoles of their own. */
function domainOf(region: string): string {
  if (region.startsWith('cn-')) return 'amazonaws.cn';
  return region.startsWith('us-gov-') ? 'amazonaws-us-gov.com' : 'aws.amazon.com';
}
