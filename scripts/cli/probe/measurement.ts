import type { Architecture } from '../../estimate/prices.ts';

/** What a number of threads got when they did nothing but compute. */
export interface Spin {
  readonly threads: number;
  /** Virtual processors that were really there. */
  readonly processors: number;
  /** Millions of rounds a second. */
  readonly rate: number;
}

/** What function `probe` answers. */
export interface Probe {
  readonly start: { readonly cold: boolean; readonly loadedMs: number };
  readonly processor: { readonly oneThread: Spin; readonly allThreads: Spin };
  readonly memory: {
    readonly limitMb: number | null;
    readonly residentMb: number;
    readonly allocatedMb: number;
    readonly exhausted: boolean;
  };
  readonly disk: { readonly writeRate: number; readonly readRate: number; readonly freeMb: number };
  readonly network: { readonly requestMs: number; readonly putRate: number; readonly getRate: number };
}

/** One probe of one memory size. */
export interface Measurement {
  readonly memoryMb: number;
  readonly architecture: Architecture;
  readonly probe: Probe;
  /** What Lambda itself says of the start, in ms, where it says it. */
  readonly initMs: number | undefined;
}

/** Tells whether a value is the answer of a probe. */
export function isProbe(value: unknown): value is Probe {
  const probe = value as Probe | null | undefined;
  const numbers: unknown[] = [
    probe?.start?.loadedMs,
    probe?.processor?.oneThread?.rate,
    probe?.processor?.allThreads?.processors,
    probe?.memory?.allocatedMb,
    probe?.disk?.writeRate,
    probe?.network?.requestMs,
  ];
  return numbers.every(number => typeof number === 'number');
}

/** Reads `Init Duration: 312.45 ms` in the report line that Lambda writes at the end of a cold invocation. */
export function initMsOf(logTail: string): number | undefined {
  const found = /\bInit Duration: ([\d.]+) ms/.exec(logTail)?.[1];
  return found === undefined ? undefined : Number(found);
}
