import type { Position } from '../../errors.ts';
import { needsOf } from '../template/dependencies.ts';
import type { Resource, Template } from '../template/template.ts';
import { child, entriesOf, entry, itemsOf, type MapEntry, type Tree, textOf } from '../yaml/tree.ts';
import type { FailureKind } from './failure-kind.ts';
import { pointerIn, positionAt } from './pointer.ts';

/** What is known of a failure before its place is. */
export interface Blame {
  readonly logicalId: string;
  readonly kind: FailureKind;
  readonly reason: string;
  /** A validation's path, like `/Resources/Queue/Properties/DelaySeconds`. */
  readonly path?: string | undefined;
}

/** Where in a template a failure comes from: the property that the reason means, else the resource. */
export function blamedPosition(template: Template, blame: Blame): Position | undefined {
  const resource = template.resources.get(blame.logicalId);
  if (resource === undefined) return undefined;
  const validated = positionAt(template.tree, blame.path);
  // `/Resources/X/Properties` and less: the reason may know better.
  if (validated !== undefined && (blame.path?.split('/').length ?? 0) > 4) return validated;
  return (
    positionAt(child(resource.tree, 'Properties'), pointerIn(blame.reason)) ??
    placeOfKind(template, resource, blame) ??
    (SILENT.has(blame.kind) ? undefined : mentionedPlace(template, resource, blame.reason)) ??
    validated ??
    resource.at
  );
}

/** Their reasons use the words of properties without meaning them. */
const SILENT: ReadonlySet<FailureKind> = new Set(['access-denied', 'timed-out', 'custom-resource', 'in-use']);

function placeOfKind(template: Template, resource: Resource, blame: Blame): Position | undefined {
  const properties = child(resource.tree, 'Properties');
  switch (blame.kind) {
    case 'name-taken':
      return nameEntry(properties, blame.reason)?.at;
    case 'code-missing':
      return (entry(child(properties, 'Code'), 'S3Key') ?? entry(properties, 'Code'))?.at;
    case 'role-not-assumable':
      return trustOf(template, properties) ?? roleEntry(properties)?.at;
    case 'timed-out':
      return (entry(properties, 'Timeout') ?? entry(properties, 'ServiceTimeout'))?.at;
    case 'unknown-type':
      return entry(resource.tree, 'Type')?.at;
    case 'circular':
      return needsOf(resource).find(({ on }) => blame.reason.includes(on))?.at;
    default:
      return undefined;
  }
}

/** The property that gives a resource its name: the one that the reason quotes, else the first that sounds like it. */
function nameEntry(properties: Tree | undefined, reason: string): MapEntry | undefined {
  const names = entriesOf(properties).filter(({ key }) => /(?:Name|Identifier)$/.test(key));
  const quoted = names.find(
    ({ value }) => (textOf(value) ?? '') !== '' && reason.includes(textOf(value) ?? ''),
  );
  return quoted ?? names[0];
}

function roleEntry(properties: Tree | undefined): MapEntry | undefined {
  return entriesOf(properties).find(({ key }) => /^(?:\w+)?Role(?:Arn)?$/.test(key));
}

/** Who may assume a role stands with the role, where this template makes it. */
function trustOf({ resources }: Template, properties: Tree | undefined): Position | undefined {
  const value = roleEntry(properties)?.value;
  const attribute = child(value, 'Fn::GetAtt');
  const [first] = itemsOf(attribute);
  const logicalId = (textOf(first) ?? textOf(attribute) ?? textOf(child(value, 'Ref')))?.split('.')[0];
  const role = logicalId === undefined ? undefined : resources.get(logicalId);
  return entry(child(role?.tree, 'Properties'), 'AssumeRolePolicyDocument')?.at;
}

/** A mapping may be refused for what its queue says: the resources that it refers to are looked at, too. */
function mentionedPlace({ resources }: Template, resource: Resource, reason: string): Position | undefined {
  const near = needsOf(resource).flatMap(({ on }) => resources.get(on) ?? []);
  return (
    mentionedProperty(resource, key => names(reason, key) || spells(reason, key)) ??
    near.map(other => mentionedProperty(other, key => spells(reason, key))).find(at => at !== undefined)
  );
}

/** The most telling name that the reason uses: `VisibilityTimeout` rather than `Value`. */
function mentionedProperty({ tree }: Resource, isMeant: (key: string) => boolean): Position | undefined {
  const named = [...entriesBelow(tree)].filter(({ key }) => isMeant(key));
  return named.sort((a, b) => b.key.length - a.key.length)[0]?.at;
}

function names(reason: string, key: string): boolean {
  return isProperty(key) && new RegExp(`\\b${key}\\b`).test(reason);
}

/** `Queue visibility timeout` means VisibilityTimeout: names of one word would be found everywhere. */
function spells(reason: string, key: string): boolean {
  const words = key.replaceAll(/(?<=[a-z])(?=[A-Z])/g, ' ');
  return isProperty(key) && words.includes(' ') && new RegExp(`\\b${words}\\b`, 'i').test(reason);
}

function isProperty(key: string): boolean {
  return key.length > 3 && /^\w+$/.test(key) && !ATTRIBUTES.has(key);
}

/** Words that reasons use without meaning the key. */
const ATTRIBUTES: ReadonlySet<string> = new Set([
  'Type',
  'Properties',
  'Condition',
  'Resource',
  'Value',
  'Name',
]);

function* entriesBelow(tree: Tree): Generator<MapEntry> {
  for (const item of itemsOf(tree)) yield* entriesBelow(item);
  for (const below of entriesOf(tree)) {
    yield below;
    yield* entriesBelow(below.value);
  }
}
