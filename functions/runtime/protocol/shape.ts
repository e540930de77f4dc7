/** An object of the ledger, or a message, that is not what the protocol says. */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError';
}

/** The fields of a JSON object, read one by one with their type checked. */
export interface Fields {
  /** A whole number of at least `least` (default 0). */
  integer(name: string, least?: number): number;
  number(name: string): number;
  /** A text that is not empty. */
  text(name: string): string;
  optionalText(name: string): string | undefined;
  flag(name: string): boolean;
  oneOf<Choice extends string>(name: string, choices: readonly Choice[]): Choice;
  raw(name: string): unknown;
}

/**
 * Parses a JSON object and gives its fields out checked. `what` names it in messages.
 * Throws `ProtocolError`.
 */
export function parseFields(text: string, what: string): Fields {
  const value = parseJson(text, what);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new ProtocolError(`${what}: expected a JSON object, got ${preview(value)}`);
  }
  return fieldsOf(value as Record<string, unknown>, what);
}

function parseJson(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new ProtocolError(`${what}: not JSON`, { cause });
  }
}

function fieldsOf(object: Readonly<Record<string, unknown>>, what: string): Fields {
  const read = <Value>(
    name: string,
    expected: string,
    matches: (value: unknown) => value is Value,
  ): Value => {
    const value = object[name];
    if (matches(value)) return value;
    throw new ProtocolError(`${what}: "${name}" must be ${expected}, got ${preview(value)}`);
  };
  return {
    integer: (name, least = 0) =>
      read(
        name,
        `a whole number of at least ${least}`,
        (value): value is number => isInteger(value) && value >= least,
      ),
    number: name => read(name, 'a number', value => typeof value === 'number'),
    text: name => read(name, 'a text', isText),
    optionalText: name => read(name, 'a text', isOptionalText),
    flag: name => read(name, 'true or false', value => typeof value === 'boolean'),
    oneOf: <Choice extends string>(name: string, choices: readonly Choice[]) =>
      read(name, `one of ${choices.join(', ')}`, (value): value is Choice =>
        (choices as readonly unknown[]).includes(value),
      ),
    raw: name => object[name],
  };
}

function isInteger(value: unknown): value is number {
  return Number.isSafeInteger(value);
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function isOptionalText(value: unknown): value is string | undefined {
  return value === undefined || typeof value === 'string';
}

function preview(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value).slice(0, 60);
}
