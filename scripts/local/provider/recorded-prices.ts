import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { CloudpoolError } from '../../errors.ts';

/** stocks.csv.gz of the PyPI package bokeh-sampledata 2026.1. */
const SHA256 = '5abadf99b2d394f920120a27de6f0df129859d71d4cfb0bf661bcc99446ab1fd';

/** One trading day of one company, in Tiingo's JSON shape. */
export interface DailyPrice {
  /** `2000-03-01T00:00:00.000Z` */
  readonly date: string;
  readonly close: number;
  readonly high: number;
  readonly low: number;
  readonly open: number;
  readonly volume: number;
  readonly adjClose: number;
  readonly adjHigh: number;
  readonly adjLow: number;
  readonly adjOpen: number;
  readonly adjVolume: number;
  readonly divCash: number;
  readonly splitFactor: number;
}

/** Daily prices by ticker, oldest first. */
export type RecordedPrices = ReadonlyMap<string, readonly DailyPrice[]>;

/** Loads the recorded prices: 12,154 rows of five companies, 2000-03 to 2013-03. Throws when the file is not the known one. */
export function loadPrices(file: string): RecordedPrices {
  const bytes = readFileSync(file);
  if (createHash('sha256').update(bytes).digest('hex') !== SHA256) {
    throw new CloudpoolError(`${file} is not the recorded data that was expected`, {
      code: 'PRICES_DAMAGED',
      hint: 'Remove .tools/ and run "make install".',
    });
  }
  const [, ...lines] = gunzipSync(bytes).toString('utf8').trim().split(/\r?\n/);
  const prices = new Map<string, DailyPrice[]>();
  for (const line of lines) {
    const [ticker = '', ...columns] = line.split(',');
    const rows = prices.get(ticker) ?? [];
    rows.push(toDailyPrice(columns));
    prices.set(ticker, rows);
  }
  return prices;
}

/**
 * The record holds raw prices and the adjusted close; the other adjusted prices follow by the same ratio. It holds neither
 * dividends nor splits: these two fields say "none", and the adjusted volume is the raw one.
 */
function toDailyPrice([day = '', ...numbers]: readonly string[]): DailyPrice {
  const [open = 0, high = 0, low = 0, close = 0, volume = 0, adjClose = 0] = numbers.map(Number);
  const adjusted = (price: number) => Number(((price * adjClose) / close).toFixed(10));
  return {
    date: `${day}T00:00:00.000Z`,
    close,
    high,
    low,
    open,
    volume,
    adjClose,
    adjHigh: adjusted(high),
    adjLow: adjusted(low),
    adjOpen: adjusted(open),
    adjVolume: volume,
    divCash: 0,
    splitFactor: 1,
  };
}
