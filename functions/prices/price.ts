/** One trading day. */
export interface Price {
  /** `2000-03-01` */
  readonly date: string;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
}

/** A row as Tiingo writes it (https://www.tiingo.com/documentation/end-of-day), as far as it matters here. */
export interface TiingoRow extends Price {
  /** `2000-03-01T00:00:00.000Z` */
  readonly date: string;
}

const NUMBERS = ['open', 'high', 'low', 'close', 'volume'] as const;

/** Keeps what was asked for. Throws when the provider left something out. */
export function toPrice(row: TiingoRow): Price {
  const missing = NUMBERS.find(name => typeof row[name] !== 'number');
  if (missing !== undefined || typeof row.date !== 'string') {
    throw new Error(
      `a row of the provider has no ${missing ?? 'date'}: ${JSON.stringify(row).slice(0, 100)}`,
    );
  }
  const { open, high, low, close, volume } = row;
  return { date: row.date.slice(0, 10), open, high, low, close, volume };
}
