import { formatCount, formatRate } from '../../scripts/cli/format.ts';
import { type Cell, renderTable } from '../../scripts/cli/table.ts';
import { median, type Samples } from './measure.ts';

/** One line of a table: a median with its range, and what it comes to. */
export interface Row {
  readonly what: string;
  readonly samples: Samples;
  readonly unit: 's' | 'ms' | 'MB';
  /** How many things were done in each of these times. */
  readonly amount?: { readonly count: number; readonly of: string };
}

/** Two figures beside each other. */
export interface Ratio {
  readonly what: string;
  readonly value: number;
}

/** What a bench has found. */
export interface Report {
  readonly rows: readonly Row[];
  readonly ratios: readonly Ratio[];
  readonly notes?: readonly string[];
}

/** Puts one median beside another. */
export function ratio(what: string, of: Row, beside: Row): Ratio {
  return { what, value: median(of.samples) / median(beside.samples) };
}

/** Puts one rate beside another. */
export function rateRatio(what: string, of: Row, beside: Row): Ratio {
  return { what, value: rateOf(of) / rateOf(beside) };
}

const WIDTH = 100;

/** Lays a report out in at most 100 columns. */
export function renderReport({ rows, ratios, notes = [] }: Report): string[] {
  return [
    ...renderTable(rows.map(cellsOf), WIDTH),
    ...renderTable(
      ratios.map(({ what, value }) => [{ text: `  = ${what}` }, right(value.toFixed(2))]),
      WIDTH,
    ),
    ...notes.map(note => `  ${note}`),
  ];
}

function cellsOf(row: Row): Cell[] {
  const { what, samples, unit, amount } = row;
  const write = (value: number) => (unit === 's' ? value.toFixed(2) : formatCount(value));
  const range = `${write(Math.min(...samples))} to ${write(Math.max(...samples))}`;
  const rate = amount === undefined ? '' : `${formatRate(rateOf(row))} ${amount.of}/s`;
  return [
    { text: `  ${what}` },
    right(`${write(median(samples))} ${unit}`),
    right(samples.length > 1 ? range : ''),
    right(rate),
  ];
}

function rateOf({ what, samples, amount }: Row): number {
  if (amount === undefined) throw new RangeError(`${what} has no rate`);
  return amount.count / median(samples);
}

function right(text: string): Cell {
  return { text, align: 'right' };
}
