import { itemsOf, type MapEntry, soleEntry, type Tree, textOf } from '../yaml/tree.ts';
import { evaluate } from './evaluate.ts';
import type { Scope } from './scope.ts';
import { every, findUnknown, not, sameValue, some, type Truth, unknown } from './values.ts';

/** Makes the look-up of a template's conditions by name. Each is worked out once; a circle is not known. */
export function createConditions(
  conditions: ReadonlyMap<string, MapEntry>,
  scope: () => Scope,
): (name: string) => Truth {
  const truths = new Map<string, Truth>();
  return name => {
    const found = truths.get(name);
    if (found !== undefined) return found;
    const entry = conditions.get(name);
    if (entry === undefined) return unknown(`there is no condition ${name}`);
    truths.set(name, unknown(`the condition ${name} refers to itself`));
    const truth = evaluateCondition(entry.value, scope());
    truths.set(name, truth);
    return truth;
  };
}

/** Works out a condition: true, false, or not known before the deploy. */
export function evaluateCondition(tree: Tree, scope: Scope): Truth {
  const call = soleEntry(tree);
  if (call === undefined)
    return textOf(tree) === 'true' || (textOf(tree) === 'false' ? false : unknown('not a condition'));
  return functions.get(call.key)?.(call.value, scope) ?? unknown(`${call.key} is not worked out offline`);
}

const table: Record<string, (argument: Tree, scope: Scope) => Truth> = {
  Condition: (argument, scope) => scope.condition(textOf(argument) ?? ''),
  'Fn::Equals': (argument, scope) => {
    const [left, right] = itemsOf(argument);
    if (left === undefined || right === undefined) return unknown('Fn::Equals needs two values');
    return sameValue(evaluate(left, scope), evaluate(right, scope));
  },
  'Fn::And': (argument, scope) => every(truthsOf(argument, scope)),
  'Fn::Or': (argument, scope) => some(truthsOf(argument, scope)),
  'Fn::Not': (argument, scope) => {
    const [inner] = itemsOf(argument);
    return inner === undefined ? unknown('Fn::Not needs a condition') : not(evaluateCondition(inner, scope));
  },
  'Fn::Contains': (argument, scope) => {
    const [list, item] = itemsOf(argument);
    return list === undefined || item === undefined
      ? unknown('Fn::Contains needs two values')
      : contains(list, item, scope);
  },
  'Fn::EachMemberEquals': (argument, scope) => {
    const [list, item] = valuesOf(argument, scope);
    if (list?.kind !== 'list' || item === undefined)
      return unknown('Fn::EachMemberEquals needs a list and a value');
    return every(list.items.map(member => sameValue(member, item)));
  },
  'Fn::EachMemberIn': (argument, scope) => {
    const [members, list] = valuesOf(argument, scope);
    if (members?.kind !== 'list' || list?.kind !== 'list') return unknown('Fn::EachMemberIn needs two lists');
    return every(members.items.map(member => some(list.items.map(item => sameValue(member, item)))));
  },
};

// A map, so that a template's own word such as `constructor` finds nothing.
const functions = new Map(Object.entries(table));

function truthsOf(argument: Tree, scope: Scope): readonly Truth[] {
  return itemsOf(argument).map(item => evaluateCondition(item, scope));
}

function valuesOf(argument: Tree, scope: Scope) {
  return itemsOf(argument).map(item => evaluate(item, scope));
}

function contains(list: Tree, item: Tree, scope: Scope): Truth {
  const items = evaluate(list, scope);
  if (items.kind !== 'list') return findUnknown(items) ?? unknown('Fn::Contains needs a list');
  const wanted = evaluate(item, scope);
  return some(items.items.map(member => sameValue(member, wanted)));
}
