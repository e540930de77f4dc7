import { readFileSync } from 'node:fs';
import type { Position } from '../../errors.ts';
import type { Scope } from '../values/scope.ts';
import { openFields, reportKind } from '../yaml/fields.ts';
import { readTree } from '../yaml/kept-tree.ts';
import { parseYaml } from '../yaml/parse.ts';
import type { Problems } from '../yaml/problems.ts';
import { child, entriesOf, itemsOf, type MapEntry, type MapTree, type Tree, textOf } from '../yaml/tree.ts';
import { checkConditions } from './check-conditions.ts';
import { checkLoops, languageExtensions } from './check-loops.ts';
import { attributeKeys, outputKeys, refuseUnknownSections } from './keys.ts';
import { expandLoops, hasLoops } from './loops.ts';
import { readTemplateParameters, type TemplateParameter } from './parameters.ts';
import { checkReferences } from './references.ts';

/** A parsed template. `text` is the file as it stands; every part knows its place in it. */
export interface Template {
  /** Absolute path. */
  readonly file: string;
  readonly text: string;
  /** As it stands in the file. */
  readonly written: MapTree;
  /** With its loops written out, once `expandTemplate` has seen it. */
  readonly tree: MapTree;
  readonly parameters: ReadonlyMap<string, TemplateParameter>;
  readonly mappings: Tree | undefined;
  readonly conditions: ReadonlyMap<string, MapEntry>;
  readonly rules: ReadonlyMap<string, MapEntry>;
  readonly resources: ReadonlyMap<string, Resource>;
  readonly outputs: ReadonlyMap<string, Output>;
  readonly transforms: readonly string[];
  /** A macro writes parts of it, or a loop over something unknown: not everything in it can be seen offline. */
  readonly opaque: boolean;
}

export interface Resource {
  readonly logicalId: string;
  readonly type: string;
  readonly condition?: string;
  readonly tree: MapTree;
  readonly at: Position;
  /** The last line that belongs to it, from 1. */
  readonly lastLine: number;
}

export interface Output {
  readonly name: string;
  readonly condition?: string;
  readonly value: Tree | undefined;
  readonly exportName: Tree | undefined;
  readonly at: Position;
}

/** How messages name the file. */
export interface TemplateSource {
  readonly file: string;
  readonly shown: string;
}

/** Reads and parses a template file; what is wrong goes to `problems`, nothing when it is no template at all. */
export function loadTemplate(
  source: TemplateSource & { readonly root: string },
  problems: Problems,
): Template | undefined {
  const text = readFileSync(source.file, 'utf8');
  const before = problems.length;
  return openTemplate(source, { text, tree: readTree({ ...source, text }, problems), before }, problems);
}

/** Parses a template, YAML or JSON. */
export function parseTemplate(
  source: TemplateSource,
  text: string,
  problems: Problems,
): Template | undefined {
  const before = problems.length;
  return openTemplate(source, { text, tree: parseYaml(source.shown, text, problems), before }, problems);
}

/** `before`: how many problems there were before the text was parsed. */
function openTemplate(
  source: TemplateSource,
  { text, tree, before }: { readonly text: string; readonly tree: Tree | undefined; readonly before: number },
  problems: Problems,
): Template | undefined {
  if (tree?.kind !== 'map') {
    const at = tree?.at ?? { file: source.shown, line: 1, column: 1 };
    if (problems.length === before)
      problems.push({ code: 'WRONG_TYPE', message: 'a template must be a map', at });
    return undefined;
  }
  const transforms = readTransforms(child(tree, 'Transform'));
  if (!hasMacros(tree, transforms)) checkLoops(tree, transforms, problems);
  refuseUnknownSections(tree, problems);
  const template = readTemplate({ file: source.file, text, written: tree, transforms }, tree, problems);
  checkReferences(template, problems);
  checkConditions(template.conditions, problems);
  return template;
}

/** Writes out the loops of a template, for the stack whose names are in scope. */
export function expandTemplate(template: Template, scope: Scope, problems: Problems): Template {
  if (!hasLoops(template.written)) return template;
  const loops: Problems = hasMacros(template.written, template.transforms) ? [] : problems;
  const expanded = readTemplate(template, expandLoops(template.written, scope, loops), problems);
  checkReferences(expanded, problems);
  return expanded;
}

type TemplateText = Pick<Template, 'file' | 'text' | 'written' | 'transforms'>;

function readTemplate(
  { file, text, written, transforms }: TemplateText,
  tree: MapTree,
  problems: Problems,
): Template {
  const opaque = hasMacros(tree, transforms) || hasLoops(tree);
  return {
    file,
    text,
    written,
    tree,
    parameters: readTemplateParameters(section(tree, 'Parameters', problems), problems),
    mappings: child(tree, 'Mappings'),
    conditions: mapOf(section(tree, 'Conditions', problems)),
    rules: mapOf(section(tree, 'Rules', problems)),
    resources: readResources(section(tree, 'Resources', problems), opaque, problems),
    outputs: readOutputs(section(tree, 'Outputs', problems), problems),
    transforms,
    opaque,
  };
}

// Any transform may write anything, but for the one that is understood here.
function hasMacros(tree: Tree, transforms: readonly string[]): boolean {
  return transforms.some(name => name !== languageExtensions) || uses(tree, 'Fn::Transform');
}

function uses(tree: Tree, call: string): boolean {
  return (
    itemsOf(tree).some(item => uses(item, call)) ||
    entriesOf(tree).some(({ key, value }) => key === call || uses(value, call))
  );
}

function section(tree: MapTree, name: string, problems: Problems): MapTree | undefined {
  const found = child(tree, name);
  if (found === undefined || found.kind === 'map') return found;
  reportKind(name, 'a map', found, problems);
  return undefined;
}

function mapOf(tree: MapTree | undefined): ReadonlyMap<string, MapEntry> {
  return tree?.entries ?? new Map();
}

function readTransforms(tree: Tree | undefined): readonly string[] {
  if (tree === undefined) return [];
  const items = tree.kind === 'list' ? itemsOf(tree) : [tree];
  return items.map(item => textOf(item) ?? textOf(child(item, 'Name')) ?? 'a macro');
}

function readResources(
  tree: MapTree | undefined,
  opaque: boolean,
  problems: Problems,
): ReadonlyMap<string, Resource> {
  const resources = new Map<string, Resource>();
  for (const entry of entriesOf(tree)) {
    if (entry.key.startsWith('Fn::')) continue;
    const resource = readResource(entry, opaque, problems);
    if (resource !== undefined) resources.set(entry.key, resource);
  }
  return resources;
}

function readResource(
  { key, value, at, lastLine }: MapEntry,
  opaque: boolean,
  problems: Problems,
): Resource | undefined {
  if (value.kind !== 'map') {
    reportKind(`the resource ${key}`, 'a map', value, problems);
    return undefined;
  }
  const allowed = opaque ? [...value.entries.keys()] : attributeKeys;
  const fields = openFields(value, `the resource ${key}`, allowed, problems);
  const type = fields.required('Type');
  const condition = fields.text('Condition');
  return {
    logicalId: key,
    type: type ?? '',
    ...(condition === undefined ? {} : { condition }),
    tree: value,
    at,
    lastLine,
  };
}

function readOutputs(tree: MapTree | undefined, problems: Problems): ReadonlyMap<string, Output> {
  const outputs = new Map<string, Output>();
  for (const entry of entriesOf(tree)) {
    if (entry.key.startsWith('Fn::')) continue;
    const output = readOutput(entry, problems);
    if (output !== undefined) outputs.set(entry.key, output);
  }
  return outputs;
}

function readOutput({ key, value, at }: MapEntry, problems: Problems): Output | undefined {
  if (value.kind !== 'map') {
    reportKind(`the output ${key}`, 'a map', value, problems);
    return undefined;
  }
  const fields = openFields(value, `the output ${key}`, outputKeys, problems);
  const condition = fields.text('Condition');
  if (fields.entry('Value') === undefined) {
    problems.push({ code: 'MISSING_KEY', message: `the output ${key} needs the key Value`, at });
  }
  return {
    name: key,
    ...(condition === undefined ? {} : { condition }),
    value: child(value, 'Value'),
    exportName: child(fields.map('Export'), 'Name'),
    at,
  };
}
