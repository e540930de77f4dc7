import type { Position } from '../../errors.ts';
import type { Problems } from '../yaml/problems.ts';
import { child, entriesOf, itemsOf, type MapEntry, type MapTree, type Tree } from '../yaml/tree.ts';
import { holdsIdentifier, isLoopKey, type Loop, loopSections, readLoop } from './loops.ts';

/** The transform that writes loops out. */
export const languageExtensions = 'AWS::LanguageExtensions';

/** Refuses what is wrong with a template's loops as they stand, whatever they go over. */
export function checkLoops(template: MapTree, transforms: readonly string[], problems: Problems): void {
  const check: Check = {
    template,
    problems,
    first: new Map(),
    declared: transforms.includes(languageExtensions),
  };
  for (const section of template.entries.values())
    visit(section.value, { section: section.key, inside: [] }, check);
}

interface Check {
  readonly template: MapTree;
  readonly problems: Problems;
  /** Where each loop's name stands first. */
  readonly first: Map<string, Position>;
  declared: boolean;
}

interface Place {
  readonly section: string;
  /** The identifiers of the loops around. */
  readonly inside: readonly string[];
}

function visit(tree: Tree, place: Place, check: Check): void {
  for (const item of itemsOf(tree)) visit(item, place, check);
  for (const entry of entriesOf(tree)) {
    const loop = isLoopKey(entry.key) ? checkLoop(entry, place, check) : undefined;
    const inside = loop === undefined ? place.inside : [...place.inside, loop.identifier];
    visit(loop?.body ?? entry.value, { ...place, inside }, check);
  }
}

function checkLoop(entry: MapEntry, place: Place, check: Check): Loop | undefined {
  const { problems } = check;
  requireTransform(entry, check);
  if (!loopSections.includes(place.section)) {
    const message = `a loop cannot stand in ${place.section}`;
    problems.push({
      code: 'LOOP_PLACE',
      message,
      hint: `It can stand in ${loopSections.join(', ')}.`,
      at: entry.at,
    });
  }
  const loop = readLoop(entry);
  if (loop === undefined) {
    const message = `${entry.key} must be a list of an identifier, a collection and a map`;
    const hint = `Write it like Fn::ForEach::Topics: [ Name, [ A, B ], { 'Topic\${Name}': … } ].`;
    problems.push({ code: 'LOOP_SHAPE', message, hint, at: entry.value.at });
    return undefined;
  }
  checkName(loop, check);
  checkIdentifier(loop, place, check);
  for (const part of loop.body.entries.values()) checkKey(part, loop, problems);
  return loop;
}

function requireTransform({ key, at }: MapEntry, check: Check): void {
  if (check.declared) return;
  check.declared = true;
  check.problems.push({
    code: 'LOOP_TRANSFORM',
    message: `${key} is written out by a transform that the template does not name`,
    hint: `Write Transform: ${languageExtensions} at the top of the template.`,
    at,
  });
}

function checkName({ name, entry }: Loop, { template, first, problems }: Check): void {
  if (!/^[A-Za-z0-9]+$/.test(name)) {
    const message = `a loop needs a name of letters and digits, got '${name}'`;
    problems.push({ code: 'LOOP_NAME', message, hint: 'Write it like Fn::ForEach::Topics.', at: entry.at });
    return;
  }
  const other = first.get(name) ?? child(child(template, 'Resources'), name)?.at;
  if (other !== undefined) {
    const message = `the loop's name ${name} is taken; it stands on line ${other.line} too`;
    problems.push({ code: 'LOOP_NAME', message, hint: 'Each loop needs a name of its own.', at: entry.at });
  } else first.set(name, entry.at);
}

function checkIdentifier(
  { name, identifier, entry }: Loop,
  { inside }: Place,
  { template, problems }: Check,
): void {
  const taken = inside.includes(identifier)
    ? 'a loop around it has the same one'
    : child(child(template, 'Parameters'), identifier) !== undefined
      ? 'a parameter has the same name'
      : undefined;
  if (taken === undefined) return;
  const message = `the loop ${name} cannot use the identifier ${identifier}: ${taken}`;
  problems.push({ code: 'LOOP_NAME', message, at: itemsOf(entry.value)[0]?.at });
}

function checkKey({ key, at }: MapEntry, loop: Loop, problems: Problems): void {
  if (holdsIdentifier(key, loop)) return;
  const message = `the key ${key} of the loop ${loop.name} does not hold its identifier, so that every item would make the same`;
  problems.push({ code: 'LOOP_KEY', message, hint: `Write it like ${key}\${${loop.identifier}}.`, at });
}
