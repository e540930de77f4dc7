import { PermanentError, type Settings } from '../runtime/index.ts';

export interface Query {
  readonly ticker: string;
  /** `2000-03` */
  readonly month: string;
}

/** Where the prices come from. */
export interface Provider {
  readonly baseUrl: string;
  readonly token: string | undefined;
}

/** The input of a task, or the pool's settings, are not what this function takes. */
export class BadInput extends PermanentError {
  override readonly name = 'BadInput';
}

const TIINGO = 'https://api.tiingo.com';
const TICKER = /^[A-Za-z0-9][A-Za-z0-9.-]{0,19}$/;
const MONTH = /^\d{4}-(0[1-9]|1[0-2])$/;

/** Reads the input of a task. Throws `BadInput`. */
export function readQuery(input: unknown): Query {
  const { ticker, month } = (input ?? {}) as { readonly [name: string]: unknown };
  if (typeof ticker !== 'string' || !TICKER.test(ticker)) {
    throw new BadInput(`"ticker" must be a ticker such as "AAPL", got ${show(ticker)}`);
  }
  if (typeof month !== 'string' || !MONTH.test(month)) {
    throw new BadInput(`"month" must be a month such as "2000-03", got ${show(month)}`);
  }
  return { ticker, month };
}

/** Reads the pool's settings: `baseUrl` (default: Tiingo itself) and `token`. Throws `BadInput`. */
export function readSettings(settings: Settings): Provider {
  const { baseUrl = TIINGO, token } = settings;
  if (typeof baseUrl !== 'string' || !/^https?:/.test(URL.parse(baseUrl)?.protocol ?? '')) {
    throw new BadInput(`the pool's setting "baseUrl" must be an http address, got ${show(baseUrl)}`);
  }
  if (token !== undefined && typeof token !== 'string') {
    throw new BadInput('the pool\'s setting "token" must be a text');
  }
  return { baseUrl: baseUrl.replace(/\/+$/, ''), token: token || undefined };
}

function show(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value).slice(0, 60);
}
