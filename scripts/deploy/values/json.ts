import type { Scalar } from '../yaml/scalar.ts';
import { accountSymbol, findUnknown, known, unknown, type Value } from './values.ts';

/** Plain data, as JSON can write it. */
export type Plain = Scalar | readonly Plain[] | { readonly [key: string]: Plain };

/** Writes a value as JSON text, when all of it is known. */
export function toJson(value: Value): Value {
  const gap = findUnknown(value);
  if (gap !== undefined) return gap;
  const text = JSON.stringify(toPlain(value));
  return text.includes(accountSymbol) ? unknown('the account is not given in the environment') : known(text);
}

/** The data behind a wholly known value. */
export function toPlain(value: Value): Plain {
  if (value.kind === 'known') return value.value;
  if (value.kind === 'list') return value.items.map(toPlain);
  if (value.kind === 'map')
    return Object.fromEntries([...value.entries].map(([key, item]) => [key, toPlain(item)]));
  return null;
}
