import { padTo } from '../format.ts';
import type { Style } from '../style.ts';

const STEPS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const;

/** Draws one line per ticker: the close of every month, from the first to the last that any of them has. */
export function closesChart(
  closes: ReadonlyMap<string, ReadonlyMap<string, number>>,
  { style, width }: { readonly style: Style; readonly width: number },
): string[] {
  const months = [...new Set([...closes.values()].flatMap(series => [...series.keys()]))].sort();
  const tickers = [...closes.keys()].sort();
  const name = Math.max(0, ...tickers.map(ticker => ticker.length));
  const room = Math.max(10, Math.min(months.length, width - name - 24));
  return [
    `Closing price by month, ${months[0]} to ${months.at(-1)}:`,
    ...tickers.map(ticker => {
      const series = closes.get(ticker) ?? new Map<string, number>();
      const known = months.map(month => series.get(month));
      const prices = known.filter(price => price !== undefined);
      const line = style.accent(sparkline(resample(known, room)));
      const [first, last] = [dollars(prices[0]), dollars(prices.at(-1))];
      return `  ${style.bold(padTo(ticker, name))} ${padTo(first, 8, 'left')} ${line} ${last}`;
    }),
  ];
}

/** Draws values as a line of blocks, from the least to the greatest; a gap where there is no value. */
export function sparkline(values: readonly (number | undefined)[]): string {
  const known = values.filter(value => value !== undefined);
  const [least, greatest] = [Math.min(...known), Math.max(...known)];
  const scale = greatest === least ? 0 : (STEPS.length - 1) / (greatest - least);
  return values
    .map(value => (value === undefined ? ' ' : (STEPS[Math.round((value - least) * scale)] ?? STEPS[0])))
    .join('');
}

/** Takes the mean of each of `size` equal parts; `undefined` for a part without values. */
export function resample(
  values: readonly (number | undefined)[],
  size: number,
): readonly (number | undefined)[] {
  return Array.from({ length: size }, (_, index) => {
    const from = Math.floor((index * values.length) / size);
    const to = Math.max(from + 1, Math.floor(((index + 1) * values.length) / size));
    const part = values.slice(from, to).filter(value => value !== undefined);
    return part.length === 0 ? undefined : part.reduce((sum, value) => sum + value, 0) / part.length;
  });
}

function dollars(price: number | undefined): string {
  return price === undefined ? '' : `$${price.toFixed(2)}`;
}
