import { STANDING_PRICES } from './resources/standing-prices.ts';

/** What AWS charges, in US dollars. A parameter with a date, never a constant in the code that uses it. */
export interface Prices {
  /** When the figures were read from AWS's price pages. */
  readonly date: string;
  readonly region: string;
  readonly lambda: {
    readonly gbSecond: Readonly<Record<Architecture, number>>;
    readonly request: number;
  };
  /** Per request: each 64 KB of a message or a batch is one. */
  readonly sqsRequest: number;
  readonly s3: { readonly put: number; readonly get: number; readonly gbMonth: number };
  /** Per hour, billed by the second. */
  readonly fargate: {
    readonly vcpuHour: Readonly<Record<Architecture, number>>;
    readonly gbHour: Readonly<Record<Architecture, number>>;
    /** What is left of both on Spot: it changes with supply. */
    readonly spotShare: number;
    /** A public address of a running container. */
    readonly publicAddressHour: number;
    readonly leastSeconds: number;
  };
}

export type Architecture = 'arm64' | 'x86_64';

/** What stands costs the same whether a run started it or a stack. */
const { hour } = STANDING_PRICES;

/** us-east-1, November 2026, first tier, without the free tier. */
export const PRICES: Prices = {
  date: '2026-11-22',
  region: 'us-east-1',
  lambda: {
    gbSecond: { arm64: 0.0000133334, x86_64: 0.0000166667 },
    request: 0.2 / 1_000_000,
  },
  sqsRequest: 0.4 / 1_000_000,
  s3: { put: 0.005 / 1_000, get: 0.0004 / 1_000, gbMonth: 0.023 },
  fargate: {
    vcpuHour: { arm64: hour.fargateArmVcpu, x86_64: hour.fargateVcpu },
    gbHour: { arm64: hour.fargateArmGb, x86_64: hour.fargateGb },
    spotShare: 0.3,
    publicAddressHour: hour.publicAddress,
    leastSeconds: 60,
  },
};
