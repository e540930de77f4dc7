import type { Position } from '../errors.ts';
import { nearest, type Problems, suggest } from './problems.ts';
import type { Template } from './template.ts';
import { functionKeys } from './template-keys.ts';
import { subReferences } from './values-sub.ts';
import { child, entriesOf, itemsOf, type MapEntry, type Tree, textOf } from './yaml-tree.ts';

/** The pseudo parameters of CloudFormation. */
export const pseudoParameters = [
  'AWS::AccountId',
  'AWS::NoValue',
  'AWS::NotificationARNs',
  'AWS::Partition',
  'AWS::Region',
  'AWS::StackId',
  'AWS::StackName',
  'AWS::URLSuffix',
];

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
  const resources = new Set(entriesOf(child(template.tree, 'Resources')).map(entry => entry.key));
  const values = new Set([
    ...entriesOf(child(template.tree, 'Parameters')).map(e => e.key),
    ...resources,
    ...pseudoParameters,
  ]);
  const conditions = new Set(template.conditions.keys());
  const mappings = new Set(entriesOf(template.mappings).map(entry => entry.key));
  const require = (
    what: string,
    names: ReadonlySet<string>,
    name: string | undefined,
    at: Position | undefined,
  ) => {
    if (name === undefined || names.has(name)) return;
    const message = `there is no ${what} ${name}`;
    problems.push({ code: 'UNKNOWN_REFERENCE', message, hint: suggest(name, names), at });
  };
  const checks = new Map<string, (argument: Tree) => void>(
    Object.entries({
      Ref: (argument: Tree) => require('parameter or resource', values, textOf(argument), argument.at),
      Condition: (argument: Tree) => require('condition', conditions, textOf(argument), argument.at),
      'Fn::If': (argument: Tree) =>
        require('condition', conditions, textOf(itemsOf(argument)[0]), itemsOf(argument)[0]?.at),
      'Fn::GetAtt': (argument: Tree) => require('resource', resources, attributeOwner(argument), argument.at),
      'Fn::FindInMap': (argument: Tree) =>
        require('mapping', mappings, textOf(itemsOf(argument)[0]), argument.at),
      'Fn::Sub': (argument: Tree) => {
        for (const { name, attribute } of subReferences(argument)) {
          require(attribute ? 'resource' : 'parameter or resource', attribute
            ? resources
            : values, name, argument.at);
        }
      },
    }),
  );
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
    condition: tree => require('condition', conditions, textOf(tree), tree?.at),
    resource: (name, at) => require('resource', resources, name, at),
  };
}

function attributeOwner(argument: Tree): string | undefined {
  return argument.kind === 'list' ? textOf(argument.items[0]) : textOf(argument)?.split('.')[0];
}

// A function that is merely new to us is CloudFormation's to judge; one that is nearly another is a slip.
function refuseMisspelledFunction({ key, at }: MapEntry, problems: Problems): void {
  if (!key.startsWith('Fn::') || functionKeys.includes(key)) return;
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
