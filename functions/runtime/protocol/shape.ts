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
  return new ObjectFields(value as Record<string, unknown>, what);
}

function parseJson(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new ProtocolError(`${what}: not JSON`, { cause });
  }
}

/** One is made for every line of a result: its methods are shared, and messages are written only when they are needed. */
class ObjectFields implements Fields {
  readonly #object: Readonly<Record<string, unknown>>;
  readonly #what: string;

  constructor(object: Readonly<Record<string, unknown>>, what: string) {
    this.#object = object;
    this.#what = what;
  }

  integer(name: string, least = 0): number {
    const value = this.#object[name];
    if (Number.isSafeInteger(value) && (value as number) >= least) return value as number;
    throw this.#wrong(name, `a whole number of at least ${least}`);
  }

  number(name: string): number {
    const value = this.#object[name];
    if (typeof value === 'number') return value;
    throw this.#wrong(name, 'a number');
  }

  text(name: string): string {
    const value = this.#object[name];
    if (typeof value === 'string' && value !== '') return value;
    throw this.#wrong(name, 'a text');
  }

  optionalText(name: string): string | undefined {
    const value = this.#object[name];
    if (value === undefined || typeof value === 'string') return value;
    throw this.#wrong(name, 'a text');
  }

  flag(name: string): boolean {
    const value = this.#object[name];
    if (typeof value === 'boolean') return value;
    throw this.#wrong(name, 'true or false');
  }

  oneOf<Choice extends string>(name: string, choices: readonly Choice[]): Choice {
    const value = this.#object[name];
    const choice = choices.find(one => one === value);
    if (choice !== undefined) return choice;
    throw this.#wrong(name, `one of ${choices.join(', ')}`);
  }

  raw(name: string): unknown {
    return this.#object[name];
  }

  #wrong(name: string, expected: string): ProtocolError {
    const got = preview(this.#object[name]);
    return new ProtocolError(`${this.#what}: "${name}" must be ${expected}, got ${got}`);
  }
}

function preview(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value).slice(0, 60);
}
