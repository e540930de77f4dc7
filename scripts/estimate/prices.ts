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
}

export type Architecture = 'arm64' | 'x86_64';

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
};
