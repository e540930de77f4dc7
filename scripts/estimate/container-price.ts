import { type Architecture, PRICES, type Prices } from './prices.ts';

/** What a container is billed by. */
export interface ContainerSize {
  readonly vcpu: number;
  /** GiB, which AWS's price page calls GB. */
  readonly memoryGb: number;
  readonly architecture: Architecture;
  readonly spot: boolean;
  /** It has a public address, which costs extra. */
  readonly publicAddress: boolean;
}

/** What one running container costs, US dollars an hour. On Spot an estimate: that price follows supply. */
export function containerHour(size: ContainerSize, { fargate }: Prices = PRICES): number {
  const { vcpu, memoryGb, architecture, spot, publicAddress } = size;
  const onDemand = vcpu * fargate.vcpuHour[architecture] + memoryGb * fargate.gbHour[architecture];
  return onDemand * (spot ? fargate.spotShare : 1) + (publicAddress ? fargate.publicAddressHour : 0);
}

/** What a container costs that was up for so long, US dollars. A minute is the least that is billed. */
export function containerCost(size: ContainerSize, seconds: number, prices: Prices = PRICES): number {
  return (containerHour(size, prices) * billedSeconds(seconds, prices)) / 3600;
}

/** What is billed for a container that was up for so long. */
export function billedSeconds(seconds: number, { fargate }: Prices = PRICES): number {
  return Math.max(seconds, fargate.leastSeconds);
}
