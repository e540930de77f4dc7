import type { Scalar } from '../yaml/scalar.ts';

/** What an expression of a template comes to, offline. */
export type Value = Known | ListValue | MapValue | NoValue | Unknown;

export interface Known {
  readonly kind: 'known';
  readonly value: Scalar;
}

export interface ListValue {
  readonly kind: 'list';
  readonly items: readonly Value[];
}

export interface MapValue {
  readonly kind: 'map';
  readonly entries: ReadonlyMap<string, Value>;
}

/** `AWS::NoValue`: drops the property or list item that holds it. */
export interface NoValue {
  readonly kind: 'no-value';
}

/** Not known before the deploy. `reported`: its cause is already among the problems. */
export interface Unknown {
  readonly kind: 'unknown';
  readonly why: string;
  readonly reported?: boolean;
}

/** A condition: true, false, or not known offline. */
export type Truth = boolean | Unknown;

/** Wraps a scalar. */
export function known(value: Scalar): Known {
  return { kind: 'known', value };
}

/** Wraps texts as a list. */
export function knownList(items: readonly string[]): ListValue {
  return { kind: 'list', items: items.map(known) };
}

/** Says that a value is not known, and why. */
export function unknown(why: string): Unknown {
  return { kind: 'unknown', why };
}

export const noValue: NoValue = { kind: 'no-value' };

/** Stands for an account number that is not given: equal to itself, different from nothing. */
export const accountSymbol = '\uE000';

/** The text of a scalar value; an Unknown with the reason for anything else. */
export function textOfValue(value: Value, what: string): string | Unknown {
  if (value.kind === 'unknown') return value;
  if (value.kind === 'known') return value.value === null ? '' : String(value.value);
  const got = value.kind === 'no-value' ? 'no value' : `a ${value.kind}`;
  return unknown(`${what} must be text, got ${got}`);
}

/** Writes a text for people: the symbol of the account by its name. */
export function showText(text: string): string {
  return text.replaceAll(accountSymbol, `\${AWS::AccountId}`);
}

/** Tells whether two values are the same, as CloudFormation compares: scalars as text. */
export function sameValue(a: Value, b: Value): Truth {
  if (a.kind === 'unknown') return a;
  if (b.kind === 'unknown') return b;
  if (a.kind === 'list' && b.kind === 'list') return sameList(a.items, b.items);
  if (a.kind === 'map' && b.kind === 'map') return sameMap(a.entries, b.entries);
  if (a.kind === 'known' && b.kind === 'known') return sameText(textOfKnown(a), textOfKnown(b));
  return a.kind === b.kind;
}

/** The first value that is not known, at any depth. */
export function findUnknown(value: Value): Unknown | undefined {
  if (value.kind === 'unknown') return value;
  const inner = value.kind === 'list' ? value.items : value.kind === 'map' ? [...value.entries.values()] : [];
  for (const item of inner) {
    const found = findUnknown(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

function textOfKnown({ value }: Known): string {
  return value === null ? '' : String(value);
}

function sameText(a: string, b: string): Truth {
  if (a === b) return true;
  return (a + b).includes(accountSymbol) ? unknown('the account is not given in the environment') : false;
}

function sameList(a: readonly Value[], b: readonly Value[]): Truth {
  if (a.length !== b.length) return false;
  return every(a.map((item, index) => sameValue(item, b[index] ?? noValue)));
}

function sameMap(a: ReadonlyMap<string, Value>, b: ReadonlyMap<string, Value>): Truth {
  if (a.size !== b.size) return false;
  return every([...a].map(([key, value]) => sameValue(value, b.get(key) ?? noValue)));
}

/** Three-valued "and": false wins over unknown. */
export function every(truths: readonly Truth[]): Truth {
  if (truths.includes(false)) return false;
  return truths.find(truth => truth !== true) ?? true;
}

/** Three-valued "or": true wins over unknown. */
export function some(truths: readonly Truth[]): Truth {
  if (truths.includes(true)) return true;
  return truths.find(truth => truth !== false) ?? false;
}

/** Three-valued "not". */
export function not(truth: Truth): Truth {
  return typeof truth === 'boolean' ? !truth : truth;
}
