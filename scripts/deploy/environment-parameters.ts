import type { ParameterSetting } from './environment.ts';
import { type Problems, suggest } from './problems.ts';
import { isCanonicalNumber } from './yaml-scalar.ts';
import { describeTree, type MapEntry, type MapTree, type ScalarTree, type Tree } from './yaml-tree.ts';

/** Reads the `parameters` of one stack: scalars, lists, `{ stack: key }` and `{ keep: initial }`. */
export function readParameters(
  tree: MapTree | undefined,
  problems: Problems,
): ReadonlyMap<string, ParameterSetting> {
  const settings = new Map<string, ParameterSetting>();
  for (const entry of tree?.entries.values() ?? []) {
    const setting = readSetting(entry, problems);
    if (setting !== undefined) settings.set(entry.key, setting);
  }
  return settings;
}

function readSetting({ key, value: tree }: MapEntry, problems: Problems): ParameterSetting | undefined {
  if (tree.kind === 'map') return readSpecial(key, tree, problems);
  const value = readValue(key, tree, problems);
  return value === undefined ? undefined : { kind: 'value', value, at: tree.at };
}

function readSpecial(name: string, tree: MapTree, problems: Problems): ParameterSetting | undefined {
  const [entry, ...others] = tree.entries.values();
  if (entry?.key === 'stack' && others.length === 0) return readStackName(name, entry, problems);
  if (entry?.key === 'keep' && others.length === 0) {
    const initial = readValue(name, entry.value, problems);
    return initial === undefined ? undefined : { kind: 'keep', initial, at: tree.at };
  }
  problems.push({
    code: 'WRONG_TYPE',
    message: `${name} must be a value, { stack: key } or { keep: value }, got a map with ${[...tree.entries.keys()].join(', ') || 'nothing'}`,
    hint: entry === undefined ? undefined : suggest(entry.key, ['stack', 'keep']),
    at: tree.at,
  });
  return undefined;
}

function readStackName(name: string, { value }: MapEntry, problems: Problems): ParameterSetting | undefined {
  if (value.kind === 'scalar' && typeof value.value === 'string') {
    return { kind: 'stack', stack: value.text, at: value.at };
  }
  const message = `${name} must name a stack of this file, got ${describeTree(value)}`;
  problems.push({ code: 'WRONG_TYPE', message, at: value.at });
  return undefined;
}

function readValue(name: string, tree: Tree, problems: Problems): string | undefined {
  if (tree.kind === 'scalar') return readScalar(name, tree, problems);
  if (tree.kind === 'map') {
    problems.push({
      code: 'WRONG_TYPE',
      message: `${name} must be a scalar or a list, got a map`,
      at: tree.at,
    });
    return undefined;
  }
  const items = tree.items.map(item => readItem(name, item, problems));
  return items.includes(undefined) ? undefined : items.join(',');
}

function readItem(name: string, tree: Tree, problems: Problems): string | undefined {
  if (tree.kind !== 'scalar') {
    problems.push({
      code: 'WRONG_TYPE',
      message: `an item of ${name} must be a scalar, got ${describeTree(tree)}`,
      at: tree.at,
    });
    return undefined;
  }
  const text = readScalar(name, tree, problems);
  if (text === undefined || !text.includes(',')) return text;
  problems.push({
    code: 'BAD_VALUE',
    message: `an item of ${name} cannot hold a comma, because commas join the items: '${text}'`,
    at: tree.at,
  });
  return undefined;
}

// What YAML reads differently from what a reader sees must stand in quotes: yes, 010, 1:30, 1_000.
function readScalar(name: string, tree: ScalarTree, problems: Problems): string | undefined {
  const { value, text, at } = tree;
  if (typeof value === 'string') return text;
  if (typeof value === 'number' && isCanonicalNumber(text)) return text;
  const read = value === null ? 'nothing' : String(value);
  const how = value === null ? "''" : `'${text}'`;
  problems.push({
    code: 'UNQUOTED',
    message: `${name} is ambiguous: YAML reads ${text === '' ? 'the empty value' : text} as ${read}`,
    hint: `Write it in quotes: ${how}.`,
    at,
  });
  return undefined;
}
