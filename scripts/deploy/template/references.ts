import type { Position } from '../../errors.ts';
import { subReferences } from '../values/sub.ts';
import { nearest, type Problems, suggest } from '../yaml/problems.ts';
import { child, entriesOf, itemsOf, type MapEntry, type Tree, textOf } from '../yaml/tree.ts';
import { functionKeys, pseudoParameters } from './keys.ts';
import { isLoopKey } from './loops.ts';
import type { Template } from './template.ts';

/**
 * Refuses names that a template uses and does not declare: parameters, resources, conditions, mappings, functions.
 * Where a macro or a loop may declare them, nothing is said.
 */
export function checkReferences(template: Template, problems: Problems): void {
  if (template.opaque) return;
  const walker = createWalker(template, problems);
  for (const name of ['Conditions', 'Rules', 'Resources', 'Outputs'])
    walker.walk(child(template.tree, name), name);
  for (const resource of template.resources.values()) {
    walker.condition(child(resource.tree, 'Condition'));
    const dependsOn = child(resource.tree, 'DependsOn');
    for (const item of dependsOn?.kind === 'list' ? dependsOn.items : [dependsOn])
      walker.resource(textOf(item), item?.at);
  }
  for (const entry of entriesOf(child(template.tree, 'Outputs')))
    walker.condition(child(entry.value, 'Condition'));
}

interface Walker {
  walk(tree: Tree | undefined, section: string): void;
  condition(tree: Tree | undefined): void;
  resource(name: string | undefined, at: Position | undefined): void;
}

function createWalker(template: Template, problems: Problems): Walker {
  const require = createRequirer(template, problems);
  const checks = createChecks(require);
  const visit = (entry: MapEntry, sole: boolean, section: string) => {
    // In a resource `Condition` is a property like any other.
    if (sole && (entry.key !== 'Condition' || section === 'Conditions')) checks.get(entry.key)?.(entry.value);
    refuseMisspelledFunction(entry, problems);
    walk(entry.value, section);
  };
  const walk = (tree: Tree | undefined, section: string): void => {
    for (const item of itemsOf(tree)) walk(item, section);
    const entries = entriesOf(tree);
    for (const entry of entries) visit(entry, entries.length === 1, section);
  };
  return {
    walk,
    condition: tree => require('condition', textOf(tree), tree?.at),
    resource: (name, at) => require('resource', name, at),
  };
}

type Kind = 'value' | 'resource' | 'condition' | 'mapping';
type Require = (kind: Kind, name: string | undefined, at: Position | undefined) => void;

const kindNames: Readonly<Record<Kind, string>> = {
  value: 'parameter or resource',
  resource: 'resource',
  condition: 'condition',
  mapping: 'mapping',
};

function createRequirer(template: Template, problems: Problems): Require {
  const keysOf = (section: string) => entriesOf(child(template.tree, section)).map(entry => entry.key);
  const resource = new Set(keysOf('Resources'));
  const names: Readonly<Record<Kind, ReadonlySet<string>>> = {
    value: new Set([...keysOf('Parameters'), ...resource, ...pseudoParameters]),
    resource,
    condition: new Set(keysOf('Conditions')),
    mapping: new Set(keysOf('Mappings')),
  };
  return (kind, name, at) => {
    if (name === undefined || names[kind].has(name)) return;
    const message = `there is no ${kindNames[kind]} ${name}`;
    problems.push({ code: 'UNKNOWN_REFERENCE', message, hint: suggest(name, names[kind]), at });
  };
}

function createChecks(require: Require): ReadonlyMap<string, (argument: Tree) => void> {
  return new Map([
    ['Ref', argument => require('value', textOf(argument), argument.at)],
    ['Condition', argument => require('condition', textOf(argument), argument.at)],
    ['Fn::If', argument => require('condition', textOf(itemsOf(argument)[0]), itemsOf(argument)[0]?.at)],
    ['Fn::GetAtt', argument => require('resource', attributeOwner(argument), argument.at)],
    ['Fn::FindInMap', argument => require('mapping', textOf(itemsOf(argument)[0]), argument.at)],
    ['Fn::Sub', argument => requireSub(argument, require)],
  ] satisfies [string, (argument: Tree) => void][]);
}

function requireSub(argument: Tree, require: Require): void {
  for (const { name, attribute } of subReferences(argument)) {
    require(attribute ? 'resource' : 'value', name, argument.at);
  }
}

function attributeOwner(argument: Tree): string | undefined {
  return argument.kind === 'list' ? textOf(argument.items[0]) : textOf(argument)?.split('.')[0];
}

// A function that is merely new to us is CloudFormation's to judge; one that is nearly another is a slip.
function refuseMisspelledFunction({ key, at }: MapEntry, problems: Problems): void {
  if (!key.startsWith('Fn::') || functionKeys.includes(key) || isLoopKey(key)) return;
  const near = nearest(
    key.slice(4),
    functionKeys.filter(name => name.startsWith('Fn::')).map(name => name.slice(4)),
  );
  if (near === undefined) return;
  problems.push({
    code: 'UNKNOWN_INTRINSIC',
    message: `there is no function ${key}`,
    hint: `Did you mean Fn::${near}?`,
    at,
  });
}
