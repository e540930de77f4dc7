import { InvalidArgumentError } from '@commander-js/extra-typings';

/** Reads a whole number from 1 off the command line. */
export function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1)
    throw new InvalidArgumentError('Expected a whole number from 1.');
  return value;
}

/** Reads memory sizes with commas between them, each once, as ascending numbers. */
export function memorySizes(text: string): readonly number[] {
  const sizes = text.split(',').map(size => wholeNumber(size.trim()));
  if (new Set(sizes).size < sizes.length) throw new InvalidArgumentError('Expected each size once.');
  return sizes.toSorted((a, b) => a - b);
}

/** Reads a number above 0. */
export function positiveNumber(text: string): number {
  const value = Number(text);
  if (!Number.isFinite(value) || value <= 0) throw new InvalidArgumentError('Expected a number above 0.');
  return value;
}

const UNIT_MS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** Reads a span of time as `30s`, `10m`, `2h`, `1d`: milliseconds. */
export function duration(text: string): number {
  const [, count = '', unit = ''] = /^(\d+)([smhd])$/.exec(text) ?? [];
  if (unit === '') throw new InvalidArgumentError('Expected a number with a unit, as 30s, 10m, 2h or 1d.');
  return wholeNumber(count) * UNIT_MS[unit as keyof typeof UNIT_MS];
}
