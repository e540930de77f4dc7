import { createHash } from 'node:crypto';
import type { DailyPrice, RecordedPrices } from './recorded-prices.ts';

const LATENCY_MS = { shortest: 80, longest: 200 };
/** One address in this many is rate limited. */
const LIMITED_ONE_IN = 20;
const PRICES_PATH = /^\/tiingo\/daily\/([^/]+)\/prices$/;
const DAY = /^\d{4}-\d{1,2}-\d{1,2}$/;

/** What the provider answers, and after how long. */
export interface ProviderAnswer {
  readonly status: 200 | 400 | 404 | 429;
  readonly body: unknown;
  readonly latencyMs: number;
  /** Seconds, with a 429. */
  readonly retryAfter?: number;
}

/**
 * Answers one request as Tiingo would (https://www.tiingo.com/documentation/end-of-day). Everything depends on the address
 * alone, so each run meets the same latencies and refusals: a limited address is refused every other time, `attempt` = 1
 * for the first. A client that tries again therefore always gets its answer.
 */
export function respond(prices: RecordedPrices, url: URL, attempt: number): ProviderAnswer {
  const hash = createHash('sha256').update(`${url.pathname}${url.search}`).digest();
  const { shortest, longest } = LATENCY_MS;
  const latencyMs = shortest + (hash.readUInt16BE(0) % (longest - shortest + 1));
  const isLimited = hash.readUInt16BE(2) % LIMITED_ONE_IN === 0;
  if (isLimited && attempt % 2 === 1) {
    return {
      status: 429,
      body: detail('Error: You have run over your hourly request allocation.'),
      latencyMs,
      retryAfter: 1,
    };
  }
  return { ...lookUp(prices, url), latencyMs };
}

function lookUp(prices: RecordedPrices, url: URL): Pick<ProviderAnswer, 'status' | 'body'> {
  const ticker = PRICES_PATH.exec(url.pathname)?.[1];
  if (ticker === undefined) return { status: 404, body: detail('Not found.') };
  const rows = prices.get(ticker.toUpperCase());
  if (rows === undefined) return { status: 404, body: detail(`Error: Ticker '${ticker}' not found`) };
  const [start, end] = [url.searchParams.get('startDate'), url.searchParams.get('endDate')];
  const wrong = [start, end].find(day => day !== null && !DAY.test(day));
  if (wrong !== undefined) return { status: 400, body: detail(`Error: '${wrong}' is not a valid date`) };
  return { status: 200, body: between(rows, start, end) };
}

/** Without a start, the latest day only. */
function between(
  rows: readonly DailyPrice[],
  start: string | null,
  end: string | null,
): readonly DailyPrice[] {
  if (start === null) return rows.slice(-1);
  const from = padded(start);
  const to = end === null ? '9999-12-31' : padded(end);
  return rows.filter(({ date }) => date.slice(0, 10) >= from && date.slice(0, 10) <= to);
}

/** Tiingo takes `2012-1-1` too. */
function padded(day: string): string {
  return day
    .split('-')
    .map(part => part.padStart(2, '0'))
    .join('-');
}

function detail(message: string): { readonly detail: string } {
  return { detail: message };
}
