import { reportKind } from '../yaml/fields.ts';
import { type Problems, suggest } from '../yaml/problems.ts';
import { isCanonicalNumber } from '../yaml/scalar.ts';
import { type MapEntry, type MapTree, type ScalarTree, type Tree, textOf } from '../yaml/tree.ts';
import type { ParameterSetting } from './environment.ts';

/**
 * Reads the `parameters` of one stack: scalars, lists, `{ stack: key }` and `{ keep: initial }`.
 * A value that is refused still stands in the answer, as near as it can be read, so that nobody calls it missing.
 */
export function readParameters(
  tree: MapTree | undefined,
  problems: Problems,
): ReadonlyMap<string, ParameterSetting> {
  const entries = [...(tree?.entries.values() ?? [])];
  return new Map(entries.map(entry => [entry.key, readSetting(entry, problems)]));
}

function readSetting({ key, value: tree }: MapEntry, problems: Problems): ParameterSetting {
  if (tree.kind === 'map') return readSpecial(key, tree, problems);
  return { kind: 'value', value: readValue(key, tree, problems), at: tree.at };
}

function readSpecial(name: string, tree: MapTree, problems: Problems): ParameterSetting {
  const [entry, ...others] = tree.entries.values();
  if (entry?.key === 'stack' && others.length === 0) return readStackName(name, entry, problems);
  if (entry?.key === 'keep' && others.length === 0) {
    return { kind: 'keep', initial: readValue(name, entry.value, problems), at: tree.at };
  }
  problems.push({
    code: 'WRONG_TYPE',
    message: `${name} must be a value, { stack: key } or { keep: value }, got a map with ${[...tree.entries.keys()].join(', ') || 'nothing'}`,
    hint: entry === undefined ? undefined : suggest(entry.key, ['stack', 'keep']),
    at: tree.at,
  });
  return { kind: 'value', value: textOf(entry?.value) ?? '', at: tree.at };
}

function readStackName(name: string, { value }: MapEntry, problems: Problems): ParameterSetting {
  if (value.kind === 'scalar' && typeof value.value === 'string') {
    return { kind: 'stack', stack: value.text, at: value.at };
  }
  reportKind(name, 'the key of a stack', value, problems);
  return { kind: 'value', value: textOf(value) ?? '', at: value.at };
}

function readValue(name: string, tree: Tree, problems: Problems): string {
  if (tree.kind === 'scalar') return readScalar(name, tree, problems);
  if (tree.kind === 'list') return tree.items.map(item => readItem(name, item, problems)).join(',');
  reportKind(name, 'a scalar or a list', tree, problems);
  return '';
}

function readItem(name: string, tree: Tree, problems: Problems): string {
  if (tree.kind !== 'scalar') {
    reportKind(`an item of ${name}`, 'a scalar', tree, problems);
    return '';
  }
  const text = readScalar(name, tree, problems);
  if (text.includes(',')) {
    const message = `an item of ${name} cannot hold a comma, because commas join the items: '${text}'`;
    problems.push({ code: 'BAD_VALUE', message, at: tree.at });
  }
  return text;
}

// What YAML reads differently from what a reader sees must stand in quotes: yes, 010, 1:30, 1_000.
function readScalar(name: string, { value, text, at }: ScalarTree, problems: Problems): string {
  if (typeof value === 'string' || (typeof value === 'number' && isCanonicalNumber(text))) return text;
  problems.push({
    code: 'UNQUOTED',
    message:
      value === null
        ? `${name} has no value`
        : `${name} is ambiguous: YAML reads ${text} as the ${typeof value} ${value}`,
    hint: `Write it in quotes: ${value === null ? "''" : `'${text}'`}.`,
    at,
  });
  return text;
}
