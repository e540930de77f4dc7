import { child, itemsOf, type Tree, textOf } from '../yaml/tree.ts';
import { evaluate } from './evaluate.ts';
import { toJson } from './json.ts';
import type { Scope } from './scope.ts';
import { readSub, splitSub } from './sub.ts';
import {
  accountSymbol,
  findUnknown,
  known,
  knownList,
  noValue,
  sameValue,
  textOfValue,
  unknown,
  type Value,
} from './values.ts';

/** One of CloudFormation's functions: its argument and the names in scope in, a value out. */
export type TemplateFunction = (argument: Tree, scope: Scope) => Value;

/** The functions that are worked out offline. Any other one comes to Unknown. */
export const functions: Readonly<Record<string, TemplateFunction>> = {
  Ref: (argument, scope) => {
    // With AWS::LanguageExtensions the name may itself be worked out.
    const name = textOfValue(evaluate(argument, scope), 'the name of Ref');
    return typeof name === 'string' ? resolveName(name, scope) : name;
  },
  'Fn::GetAtt': argument => {
    const [owner, attribute] = itemsOf(argument);
    return unknown(`the attribute ${textOf(owner)}.${textOf(attribute)} is known only when the stack stands`);
  },
  'Fn::Sub': substitute,
  'Fn::Join': join,
  'Fn::Select': select,
  'Fn::Split': split,
  'Fn::FindInMap': findInMap,
  'Fn::If': choose,
  'Fn::Base64': (argument, scope) => {
    const text = textOfValue(evaluate(argument, scope), 'the argument of Fn::Base64');
    if (typeof text !== 'string') return text;
    if (text.includes(accountSymbol)) return unknown('the account is not given in the environment');
    return known(Buffer.from(text, 'utf8').toString('base64'));
  },
  'Fn::Length': (argument, scope) => {
    const list = evaluate(argument, scope);
    if (list.kind === 'list') return known(list.items.length);
    return findUnknown(list) ?? unknown('Fn::Length needs a list');
  },
  'Fn::ToJsonString': (argument, scope) => toJson(evaluate(argument, scope)),
  'Fn::ImportValue': () => unknown('an imported value is known only when its stack stands'),
  'Fn::GetStackOutput': () => unknown("another stack's output is known only when that stack stands"),
};

/** The value behind a name: a parameter, a pseudo parameter, or a resource, which is not known offline. */
function resolveName(name: string, scope: Scope): Value {
  const found = scope.pseudo.get(name) ?? scope.parameters.get(name);
  return found ?? unknown(`the resource ${name} is known only when the stack stands`);
}

function substitute(argument: Tree, scope: Scope): Value {
  const { text, variables } = readSub(argument);
  if (text === undefined) return unknown('Fn::Sub needs a text');
  let result = '';
  for (const part of splitSub(text)) {
    const piece = 'literal' in part ? part.literal : substituteName(part.name, variables, scope);
    if (typeof piece !== 'string') return piece;
    result += piece;
  }
  return result.includes('{{resolve:') ? unknown(`${result} is resolved by CloudFormation`) : known(result);
}

function substituteName(name: string, variables: Tree | undefined, scope: Scope) {
  const variable = child(variables, name);
  if (variable !== undefined) return textOfValue(evaluate(variable, scope), `\${${name}}`);
  if (name.includes('.')) return unknown(`the attribute ${name} is known only when the stack stands`);
  return textOfValue(resolveName(name, scope), `\${${name}}`);
}

function join(argument: Tree, scope: Scope): Value {
  const [delimiter, list] = itemsOf(argument);
  if (list === undefined) return unknown('Fn::Join needs a delimiter and a list');
  const items = evaluate(list, scope);
  if (items.kind !== 'list') return findUnknown(items) ?? unknown('Fn::Join needs a list');
  const texts = items.items.map(item => textOfValue(item, 'an item of Fn::Join'));
  const gap = texts.find(text => typeof text !== 'string');
  return gap ?? known(texts.join(textOf(delimiter) ?? ''));
}

function select(argument: Tree, scope: Scope): Value {
  const [indexTree, list] = itemsOf(argument);
  if (indexTree === undefined || list === undefined) return unknown('Fn::Select needs an index and a list');
  const index = textOfValue(evaluate(indexTree, scope), 'the index of Fn::Select');
  const items = evaluate(list, scope);
  if (typeof index !== 'string') return index;
  if (items.kind !== 'list') return findUnknown(items) ?? unknown('Fn::Select needs a list');
  return (
    items.items[Number(index)] ??
    unknown(`Fn::Select finds no item ${index} in a list of ${items.items.length}`)
  );
}

function split(argument: Tree, scope: Scope): Value {
  const [delimiter, source] = itemsOf(argument);
  const separator = textOf(delimiter) ?? '';
  if (source === undefined || separator === '') return unknown('Fn::Split needs a delimiter and a text');
  const text = textOfValue(evaluate(source, scope), 'the text of Fn::Split');
  return typeof text === 'string' ? knownList(text.split(separator)) : text;
}

function findInMap(argument: Tree, scope: Scope): Value {
  const [map, ...path] = itemsOf(argument).map(item => evaluate(item, scope));
  if (map === undefined || path.length < 2) return unknown('Fn::FindInMap needs a mapping and two keys');
  const texts = [map, path[0] ?? noValue, path[1] ?? noValue].map(value =>
    textOfValue(value, 'a key of Fn::FindInMap'),
  );
  const gap = texts.find(text => typeof text !== 'string');
  if (gap !== undefined) return gap as Value;
  if (texts.some(text => String(text).includes(accountSymbol)))
    return unknown('the account is not given in the environment');
  const found = texts.reduce<Tree | undefined>((tree, key) => child(tree, String(key)), scope.mappings);
  if (found !== undefined) return evaluate(found, scope);
  const fallback = path[2]?.kind === 'map' ? path[2].entries.get('DefaultValue') : undefined;
  return fallback ?? unknown(`the mapping has no entry ${texts.join('.')}`);
}

function choose(argument: Tree, scope: Scope): Value {
  const [condition, yes, no] = itemsOf(argument);
  if (yes === undefined || no === undefined) return unknown('Fn::If needs a condition and two values');
  const truth = scope.condition(textOf(condition) ?? '');
  if (typeof truth === 'boolean') return evaluate(truth ? yes : no, scope);
  const [first, second] = [evaluate(yes, scope), evaluate(no, scope)];
  return sameValue(first, second) === true ? first : truth;
}
