import { loadPrices } from './provider/recorded-prices.ts';
import { ensureTools } from './tools.ts';

/** One task of the demo: the daily prices of a company in a month. */
export interface DemoTask {
  readonly ticker: string;
  /** `2000-03` */
  readonly month: string;
}

/** Companies that no exchange lists: their tasks fail, and the demo shows how. */
export const UNKNOWN_TICKERS = ['ACME', 'HOOLI', 'INITECH'] as const;

/** Lists the company and month pairs for which the recorded data has a row: 586, by company and month. */
export function demoTasks(root: string): readonly DemoTask[] {
  const prices = loadPrices(ensureTools(root).prices);
  return [...prices].flatMap(([ticker, rows]) =>
    [...new Set(rows.map(({ date }) => date.slice(0, 7)))].map(month => ({ ticker, month })),
  );
}

/** Writes the input of the demo: a line of JSON for each task, and for each of the three unknown tickers (589). */
export function demoInput(root: string): string {
  const unknown = UNKNOWN_TICKERS.map(ticker => ({ ticker, month: '2000-03' }));
  return [...demoTasks(root), ...unknown].map(task => `${JSON.stringify(task)}\n`).join('');
}
