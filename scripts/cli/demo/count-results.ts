import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import type { Outcome } from '../../../functions/runtime/protocol/outcome.ts';

/** One row of the demo's results. */
export interface DailyRow {
  /** `2000-03-01` or with a time behind it. */
  readonly date: string;
  readonly close: number;
}

interface MonthOfPrices {
  readonly ticker: string;
  readonly month: string;
  readonly prices: readonly DailyRow[];
}

/** What the results file of the demo holds, counted from the file itself. */
export interface DemoCounts {
  /** How often each task number is there. */
  readonly seen: ReadonlyMap<number, number>;
  readonly rows: number;
  readonly failures: readonly Extract<Outcome, { ok: false }>[];
  /** Ticker → month → the close of its last day. */
  readonly closes: ReadonlyMap<string, ReadonlyMap<string, number>>;
}

/** Reads the results of the demo line by line. */
export async function countResults(file: string): Promise<DemoCounts> {
  const seen = new Map<number, number>();
  const failures: Extract<Outcome, { ok: false }>[] = [];
  const closes = new Map<string, Map<string, number>>();
  let rows = 0;
  for await (const line of createInterface({ input: createReadStream(file) })) {
    const outcome = JSON.parse(line) as Outcome;
    seen.set(outcome.task, (seen.get(outcome.task) ?? 0) + 1);
    if (!outcome.ok) {
      failures.push(outcome);
      continue;
    }
    const { ticker, month, prices } = outcome.value as unknown as MonthOfPrices;
    rows += prices.length;
    const last = prices.toSorted((a, b) => a.date.localeCompare(b.date)).at(-1);
    if (last !== undefined) closes.set(ticker, (closes.get(ticker) ?? new Map()).set(month, last.close));
  }
  return { seen, rows, failures, closes };
}
