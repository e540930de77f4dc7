import { evaluate } from '../values/evaluate.ts';
import type { Scope } from '../values/scope.ts';
import { accountSymbol, findUnknown } from '../values/values.ts';
import type { Problems } from '../yaml/problems.ts';
import {
  entriesOf,
  itemsOf,
  type MapEntry,
  type MapTree,
  soleEntry,
  type Tree,
  textOf,
} from '../yaml/tree.ts';
import { pseudoParameters } from './keys.ts';

/** A `Fn::ForEach::<name>` with its three parts. */
export interface Loop {
  readonly name: string;
  readonly identifier: string;
  readonly collection: Tree;
  readonly body: MapTree;
  readonly entry: MapEntry;
}

/** The sections that may hold loops, in their properties too. */
export const loopSections: readonly string[] = ['Conditions', 'Resources', 'Outputs'];

const start = 'Fn::ForEach::';

/** Tells whether a key begins a loop. */
export function isLoopKey(key: string): boolean {
  return key === 'Fn::ForEach' || key.startsWith(start);
}

/** Reads a loop; nothing when it is not `[identifier, collection, map]`. */
export function readLoop(entry: MapEntry): Loop | undefined {
  const [identifierTree, collection, body, ...more] = itemsOf(entry.value);
  const identifier = textOf(identifierTree);
  if (!identifier || collection === undefined || body?.kind !== 'map' || more.length > 0) return undefined;
  return { name: entry.key.slice(start.length), identifier, collection, body, entry };
}

/** Tells whether a loop stands anywhere in the node. */
export function hasLoops(tree: Tree): boolean {
  return (
    itemsOf(tree).some(hasLoops) ||
    entriesOf(tree).some(({ key, value }) => isLoopKey(key) || hasLoops(value))
  );
}

/**
 * Writes out the loops of a template, as `AWS::LanguageExtensions` does. Each node keeps the place of the line that it
 * comes from. A loop over a list that is not known offline stays as it stands.
 */
export function expandLoops(template: MapTree, scope: Scope, problems: Problems): MapTree {
  const entries = [...template.entries].map(([key, entry]): [string, MapEntry] => {
    if (!loopSections.includes(key) || entry.value.kind !== 'map') return [key, entry];
    return [key, { ...entry, value: expandMap(entry.value, { scope, problems, logicalIds: true }) }];
  });
  return { ...template, entries: new Map(entries) };
}

interface Expansion {
  readonly scope: Scope;
  readonly problems: Problems;
  /** The keys of this map are logical ids. */
  readonly logicalIds: boolean;
}

function expandTree(tree: Tree, expansion: Expansion): Tree {
  const inner = { ...expansion, logicalIds: false };
  if (tree.kind === 'list') return { ...tree, items: tree.items.map(item => expandTree(item, inner)) };
  return tree.kind === 'map' ? expandMap(tree, inner) : tree;
}

function expandMap(tree: MapTree, expansion: Expansion): MapTree {
  const entries = new Map<string, MapEntry>();
  for (const entry of tree.entries.values()) {
    const written = expandEntry(entry, expansion);
    for (const each of written) {
      const first = entries.get(each.key);
      if (first === undefined) entries.set(each.key, each);
      else reportTwice(each, first, expansion.problems);
    }
  }
  return { ...tree, entries };
}

function expandEntry(entry: MapEntry, expansion: Expansion): readonly MapEntry[] {
  if (!isLoopKey(entry.key)) return [{ ...entry, value: expandTree(entry.value, expansion) }];
  const loop = readLoop(entry);
  const items = loop && itemsOfCollection(loop, expansion);
  if (loop === undefined || items === undefined) return [entry];
  const written = items.flatMap((item, index) =>
    [...loop.body.entries.values()]
      .filter(part => index === 0 || holdsIdentifier(part.key, loop))
      .map(part => substituteEntry(part, loop.identifier, item)),
  );
  if (expansion.logicalIds) for (const part of written) checkLogicalId(part, loop, expansion.problems);
  return written.flatMap(part => expandEntry(part, expansion));
}

/** Tells whether each item makes a key of its own. An inner loop does that by itself. */
export function holdsIdentifier(key: string, { identifier }: Loop): boolean {
  return isLoopKey(key) || key.includes(`\${${identifier}}`) || key.includes(`&{${identifier}}`);
}

function itemsOfCollection(loop: Loop, { scope, problems }: Expansion): readonly string[] | undefined {
  const list = evaluate(loop.collection, scope);
  const gap = findUnknown(list);
  const refuse = (why: string) => {
    problems.push({
      code: 'LOOP_COLLECTION',
      message: `the loop ${loop.name} needs a list of texts that is known before the deploy; ${why}`,
      hint: 'Write the list out, or refer to a parameter of the type CommaDelimitedList.',
      at: loop.collection.at,
    });
    return undefined;
  };
  if (gap !== undefined)
    return gap.reported || !needsStack(loop.collection, scope) ? undefined : refuse(gap.why);
  if (list.kind !== 'list') return refuse(`this is ${list.kind === 'map' ? 'a map' : 'one value'}`);
  const texts = list.items.map(item => (item.kind === 'known' ? String(item.value ?? '') : undefined));
  if (texts.includes(undefined)) return refuse('an item of it is a list or a map');
  return texts.some(text => text?.includes(accountSymbol)) ? undefined : (texts as string[]);
}

/** CloudFormation writes loops out before it looks at any resource or any other stack. */
function needsStack(tree: Tree, scope: Scope): boolean {
  const call = soleEntry(tree);
  if (call?.key === 'Ref') {
    const name = textOf(call.value) ?? '';
    return !scope.parameters.has(name) && !pseudoParameters.includes(name);
  }
  if (call && /^Fn::(GetAtt|ImportValue|GetStackOutput)$/.test(call.key)) return true;
  return [...itemsOf(tree), ...entriesOf(tree).map(({ value }) => value)].some(item =>
    needsStack(item, scope),
  );
}

function substituteEntry(entry: MapEntry, identifier: string, item: string): MapEntry {
  return {
    ...entry,
    key: substituteText(entry.key, identifier, item),
    value: substitute(entry.value, identifier, item),
  };
}

function substitute(tree: Tree, identifier: string, item: string): Tree {
  if (tree.kind === 'scalar') {
    const text = substituteText(tree.text, identifier, item);
    return text === tree.text ? tree : { ...tree, text, value: text, quoted: true };
  }
  if (tree.kind === 'list')
    return { ...tree, items: tree.items.map(each => substitute(each, identifier, item)) };
  const call = soleEntry(tree);
  if (call?.key === 'Ref' && textOf(call.value) === identifier)
    return { kind: 'scalar', text: item, value: item, quoted: true, at: tree.at };
  const entries = [...tree.entries.values()].map(each => substituteEntry(each, identifier, item));
  return { ...tree, entries: new Map(entries.map(each => [each.key, each])) };
}

/** `${X}` is the item as it stands, `&{X}` only its letters and digits. */
function substituteText(text: string, identifier: string, item: string): string {
  return text
    .replaceAll(`\${${identifier}}`, () => item)
    .replaceAll(`&{${identifier}}`, () => item.replaceAll(/[^A-Za-z0-9]/g, ''));
}

function checkLogicalId({ key, at }: MapEntry, { name, identifier }: Loop, problems: Problems): void {
  if (isLoopKey(key) || /^[A-Za-z0-9]+$/.test(key)) return;
  problems.push({
    code: 'LOOP_KEY',
    message: `the loop ${name} makes the logical id ${key}, but only letters and digits can stand in one`,
    hint: `Write &{${identifier}}, which leaves out everything else.`,
    at,
  });
}

function reportTwice(second: MapEntry, first: MapEntry, problems: Problems): void {
  const where = first.at.line === second.at.line ? 'the same line' : `line ${first.at.line}`;
  problems.push({
    code: 'DUPLICATE_KEY',
    message: `a loop makes the key ${second.key} again; the first one comes from ${where}`,
    hint: 'Each item needs a key of its own.',
    at: second.at,
  });
}
