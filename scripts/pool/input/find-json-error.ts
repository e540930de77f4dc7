/** What may stand at the next place of a JSON text. */
type Expected = 'value' | 'value-or-close' | 'key' | 'key-or-close' | 'colon' | 'comma-or-close';

const WHITESPACE = /[ \t\n\r]*/y;
/** In a string: any UTF-16 unit from the space on, but for the quote and the backslash. */
const SCALAR =
  /"[ !#-[\]-\uffff]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[ !#-[\]-\uffff]*)*"|-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?|true|false|null/y;

/**
 * Finds where a text stops being JSON: the index of the first token that cannot stand there (`text.length` when the
 * text ends too early), `undefined` for good JSON. `JSON.parse` names the place in some of its messages only.
 */
export function findJsonError(text: string): number | undefined {
  const open: ('[' | '{')[] = [];
  let expected: Expected = 'value';
  let at = match(WHITESPACE, text, 0);
  while (at < text.length) {
    const end = tokenEnd(text, at, expected, open);
    if (end === undefined) return at;
    expected = next(text.charAt(at), expected, open);
    at = match(WHITESPACE, text, end);
  }
  return expected === 'comma-or-close' && open.length === 0 ? undefined : text.length;
}

function tokenEnd(text: string, at: number, expected: Expected, open: readonly string[]): number | undefined {
  const character = text.charAt(at);
  return mayStand(character, expected, open.at(-1)) ? lengthOf(text, at, character) : undefined;
}

function mayStand(character: string, expected: Expected, around: string | undefined): boolean {
  const closes = (character === ']' && around === '[') || (character === '}' && around === '{');
  const startsValue = !/[\]}:,]/.test(character);
  if (expected === 'value') return startsValue;
  if (expected === 'value-or-close') return startsValue || closes;
  if (expected === 'key') return character === '"';
  if (expected === 'key-or-close') return character === '"' || closes;
  if (expected === 'colon') return character === ':';
  return closes || (character === ',' && around !== undefined);
}

function lengthOf(text: string, at: number, character: string): number | undefined {
  if (/[[\]{}:,]/.test(character)) return at + 1;
  const end = match(SCALAR, text, at);
  return end > at ? end : undefined;
}

/** What is expected after the token that starts with `character`; keeps `open` up to date. */
function next(character: string, expected: Expected, open: ('[' | '{')[]): Expected {
  if (character === '[' || character === '{') {
    open.push(character);
    return character === '[' ? 'value-or-close' : 'key-or-close';
  }
  if (character === ']' || character === '}') {
    open.pop();
    return 'comma-or-close';
  }
  if (character === ':') return 'value';
  if (character === ',') return open.at(-1) === '{' ? 'key' : 'value';
  return expected === 'key' || expected === 'key-or-close' ? 'colon' : 'comma-or-close';
}

/** The index after a sticky expression's match at `at`; `at` when it does not match. */
function match(expression: RegExp, text: string, at: number): number {
  expression.lastIndex = at;
  return expression.test(text) ? expression.lastIndex : at;
}
