import { task } from '../runtime/index.ts';
import { fetchMonth } from './fetch-month.ts';
import { type Price, toPrice } from './price.ts';
import { readQuery, readSettings } from './query.ts';

/** The daily prices of one company in one month, oldest first. */
export interface MonthOfPrices {
  readonly ticker: string;
  /** `2000-03` */
  readonly month: string;
  readonly prices: readonly Price[];
}

/**
 * Fetches a month of end-of-day prices from Tiingo, or from whatever speaks as it does at the pool's setting `baseUrl`.
 * `{"ticker":"AAPL","month":"2000-03"}` → `{"ticker":"AAPL","month":"2000-03","prices":[{"date":"2000-03-01","open":…}]}`
 */
export const handler = task(
  async (input: unknown, ctx): Promise<MonthOfPrices> => {
    const query = readQuery(input);
    const rows = await fetchMonth(query, readSettings(ctx.settings), ctx);
    return { ...query, prices: rows.map(toPrice) };
  },
  { concurrency: 10, timeout: 30 },
);
