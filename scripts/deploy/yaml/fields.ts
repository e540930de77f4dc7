import type { Position } from '../../errors.ts';
import { type Problems, suggest } from './problems.ts';
import { describeTree, type MapEntry, type MapTree, type ScalarTree, type Tree } from './tree.ts';

/** Reads the fields of one map with the checks they share; everything wrong goes to `problems`. */
export interface Fields {
  readonly at: Position;
  /** The entry, when it stands there. */
  entry(key: string): MapEntry | undefined;
  /** Text; a number or a boolean without quotes is refused. */
  text(key: string, rule?: TextRule): string | undefined;
  /** Text that must be there. */
  required(key: string, rule?: TextRule): string | undefined;
  boolean(key: string): boolean | undefined;
  texts(key: string): readonly TextItem[];
  map(key: string): MapTree | undefined;
}

/** A pattern that the text has to match, with its explanation. */
export interface TextRule {
  readonly pattern: RegExp;
  readonly expected: string;
}

export interface TextItem {
  readonly text: string;
  readonly at: Position;
}

/** Opens a map whose keys must be among `keys`. `what` names it in messages: "stack prices". */
export function openFields(tree: MapTree, what: string, keys: readonly string[], problems: Problems): Fields {
  refuseUnknownKeys(tree, what, keys, problems);
  const entry = (key: string) => tree.entries.get(key);
  const text = (key: string, rule?: TextRule) => readText(entry(key), rule, problems);
  return {
    at: tree.at,
    entry,
    text,
    required(key, rule) {
      if (entry(key) === undefined) reportMissing(tree, what, key, problems);
      return text(key, rule);
    },
    boolean: key => readBoolean(entry(key), problems),
    texts: key => readTexts(entry(key), problems),
    map: key => readMap(entry(key), problems),
  };
}

/** Refuses a node of the wrong kind. */
export function reportKind(name: string, expected: string, got: Tree, problems: Problems): void {
  problems.push({
    code: 'WRONG_TYPE',
    message: `${name} must be ${expected}, got ${describeTree(got)}`,
    at: got.at,
  });
}

function refuseUnknownKeys(tree: MapTree, what: string, keys: readonly string[], problems: Problems): void {
  for (const { key, at } of tree.entries.values()) {
    if (keys.includes(key)) continue;
    problems.push({
      code: 'UNKNOWN_KEY',
      message: `${what} has no key ${key}`,
      hint: suggest(key, keys),
      at,
    });
  }
}

function reportMissing(tree: MapTree, what: string, key: string, problems: Problems): void {
  problems.push({ code: 'MISSING_KEY', message: `${what} needs the key ${key}`, at: tree.at });
}

function readText(
  entry: MapEntry | undefined,
  rule: TextRule | undefined,
  problems: Problems,
): string | undefined {
  if (entry === undefined) return undefined;
  const { key, value } = entry;
  if (value.kind !== 'scalar' || value.value === null) {
    reportKind(key, 'text', value, problems);
    return undefined;
  }
  if (typeof value.value !== 'string') {
    reportUnquoted(key, value, problems);
    return undefined;
  }
  if (rule !== undefined && !rule.pattern.test(value.text)) {
    const message = `${key} must be ${rule.expected}, got '${value.text}'`;
    problems.push({ code: 'BAD_VALUE', message, at: value.at });
    return undefined;
  }
  return value.text;
}

function reportUnquoted(key: string, tree: ScalarTree, problems: Problems): void {
  const message = `${key} must be text, got ${describeTree(tree)}`;
  problems.push({ code: 'UNQUOTED', message, hint: `Write it in quotes: '${tree.text}'.`, at: tree.at });
}

function readBoolean(entry: MapEntry | undefined, problems: Problems): boolean | undefined {
  if (entry === undefined) return undefined;
  const { key, value } = entry;
  if (value.kind === 'scalar' && typeof value.value === 'boolean') return value.value;
  reportKind(key, 'true or false', value, problems);
  return undefined;
}

function readTexts(entry: MapEntry | undefined, problems: Problems): readonly TextItem[] {
  if (entry === undefined) return [];
  if (entry.value.kind !== 'list') {
    reportKind(entry.key, 'a list', entry.value, problems);
    return [];
  }
  return entry.value.items.flatMap(item => {
    if (item.kind === 'scalar' && typeof item.value === 'string') return [{ text: item.text, at: item.at }];
    reportKind(`an item of ${entry.key}`, 'text', item, problems);
    return [];
  });
}

function readMap(entry: MapEntry | undefined, problems: Problems): MapTree | undefined {
  if (entry === undefined || entry.value.kind === 'map') return entry?.value as MapTree | undefined;
  reportKind(entry.key, 'a map', entry.value, problems);
  return undefined;
}
