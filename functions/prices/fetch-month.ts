import { setTimeout } from 'node:timers/promises';
import { PermanentError, type TaskContext } from '../runtime/index.ts';
import { backoffMs, retryAfterMs } from './backoff.ts';
import type { TiingoRow } from './price.ts';
import type { Provider, Query } from './query.ts';

/** No exchange lists this ticker. */
export class UnknownTicker extends PermanentError {
  override readonly name = 'UnknownTicker';
}

/** The provider refuses the request itself: the same request again would be refused again. */
export class ProviderRefused extends PermanentError {
  override readonly name = 'ProviderRefused';
}

/** The provider is busy, broken, or out of reach: worth another try. */
export class Unavailable extends Error {
  override readonly name = 'Unavailable';
  /** Milliseconds that the provider asks to wait. */
  readonly waitMs: number | undefined;

  constructor(
    message: string,
    options: { readonly waitMs?: number | undefined; readonly cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause });
    this.waitMs = options.waitMs;
  }
}

/** How long one task may go on asking. */
export interface Patience extends Pick<TaskContext, 'signal' | 'remainingMs'> {
  /** Default: really waits. */
  readonly sleep?: (ms: number, signal: AbortSignal) => Promise<void>;
}

/**
 * Asks for a month of rows until the provider answers. 429, 5xx and connections that fail are asked again, after as long
 * as Retry-After says, else with backoff. When that would take longer than the task may, the reason is thrown at once.
 */
export async function fetchMonth(
  query: Query,
  provider: Provider,
  { signal, remainingMs, sleep = reallySleep }: Patience,
): Promise<readonly TiingoRow[]> {
  for (let failures = 1; ; failures++) {
    try {
      return await askOnce(query, provider, signal);
    } catch (error) {
      if (!(error instanceof Unavailable)) throw error;
      const waitMs = error.waitMs ?? backoffMs(failures, Math.random);
      if (waitMs >= remainingMs()) throw error;
      await sleep(waitMs, signal);
    }
  }
}

async function reallySleep(ms: number, signal: AbortSignal): Promise<void> {
  await setTimeout(ms, undefined, { signal });
}

async function askOnce(query: Query, provider: Provider, signal: AbortSignal): Promise<readonly TiingoRow[]> {
  const response = await send(addressOf(query, provider.baseUrl), provider, signal);
  const { status } = response;
  const text = await response.text().catch(cause => unreachable(cause, signal));
  if (status === 404) throw new UnknownTicker(`${query.ticker}: the provider knows no such ticker`);
  if (status === 429 || status >= 500) {
    const waitMs = retryAfterMs(response.headers.get('retry-after'), Date.now());
    throw new Unavailable(`the provider answered ${status}: ${text.slice(0, 200)}`, { waitMs });
  }
  if (!response.ok) throw new ProviderRefused(`the provider answered ${status}: ${text.slice(0, 200)}`);
  return readRows(text);
}

function send(address: URL, { token }: Provider, signal: AbortSignal): Promise<Response> {
  const headers = {
    Accept: 'application/json',
    ...(token === undefined ? {} : { Authorization: `Token ${token}` }),
  };
  return fetch(address, { headers, signal }).catch(cause => unreachable(cause, signal));
}

/** An abort is thrown as it is. */
function unreachable(cause: unknown, signal: AbortSignal): never {
  if (signal.aborted) throw cause;
  throw new Unavailable('the provider cannot be reached', { cause });
}

function addressOf({ ticker, month }: Query, baseUrl: string): URL {
  const address = new URL(`${baseUrl}/tiingo/daily/${encodeURIComponent(ticker)}/prices`);
  address.searchParams.set('startDate', `${month}-01`);
  address.searchParams.set('endDate', lastDayOf(month));
  address.searchParams.set('format', 'json');
  return address;
}

/** `2000-02` → `2000-02-29` */
function lastDayOf(month: string): string {
  const [year = 0, number = 0] = month.split('-').map(Number);
  return `${month}-${new Date(Date.UTC(year, number, 0)).getUTCDate()}`;
}

function readRows(text: string): readonly TiingoRow[] {
  const rows = parseJson(text);
  if (Array.isArray(rows)) return rows as readonly TiingoRow[];
  throw new Error(`the provider answered no list of rows: ${text.slice(0, 200)}`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Error(`the provider answered no JSON: ${text.slice(0, 200)}`, { cause });
  }
}
