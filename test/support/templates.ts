import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CollectionTag, parse, type ScalarTag, type YAMLMap, type YAMLSeq } from 'yaml';

/** What a template is made of once its tags are spelled out: `!Ref X` is `{ Ref: 'X' }`, `!Sub s` is `{ 'Fn::Sub': s }`. */
export type Value = string | number | boolean | null | readonly Value[] | Fields;
export interface Fields {
  readonly [name: string]: Value;
}

/** A template as the policy rules see it. */
export interface PolicyTemplate {
  /** Base name without the extension. */
  readonly name: string;
  readonly text: string;
  readonly content: Fields;
}

/** One thing that a rule holds against a template, with the place in the template. */
export type Finding = string;

/** A rule: what it looked at, and what it found wrong. */
export interface Verdict {
  readonly seen: number;
  readonly findings: readonly Finding[];
}

export type Rule = (template: PolicyTemplate) => Verdict;

export const repositoryRoot = join(import.meta.dirname, '..', '..');

/** Parses the text of a template. */
export function templateFrom(name: string, text: string): PolicyTemplate {
  return { name, text, content: parse(text, { customTags: cloudFormationTags }) as Fields };
}

/** Reads all templates of the repository. */
export function repositoryTemplates(): readonly PolicyTemplate[] {
  return readYamlFolder('templates').map(({ name, text }) => templateFrom(name, text));
}

/** Reads one template of the repository. */
export function templateNamed(name: string): PolicyTemplate {
  const found = repositoryTemplates().find(candidate => candidate.name === name);
  if (found === undefined) throw new Error(`no template ${name}`);
  return found;
}

/** Reads all environment files of the repository, by name. */
export function repositoryEnvironments(): ReadonlyMap<string, Fields> {
  return new Map(readYamlFolder('environments').map(({ name, text }) => [name, parse(text) as Fields]));
}

function readYamlFolder(folder: string): readonly { readonly name: string; readonly text: string }[] {
  return readdirSync(join(repositoryRoot, folder))
    .filter(file => file.endsWith('.yaml'))
    .map(file => ({
      name: file.slice(0, -'.yaml'.length),
      text: readFileSync(join(repositoryRoot, folder, file), 'utf8'),
    }));
}

const functionNames = [
  'Ref',
  'Condition',
  'And',
  'Base64',
  'Cidr',
  'Equals',
  'FindInMap',
  'GetAZs',
  'GetAtt',
  'If',
  'ImportValue',
  'Join',
  'Not',
  'Or',
  'Select',
  'Split',
  'Sub',
] as const;

const cloudFormationTags = functionNames.flatMap((name): readonly (ScalarTag | CollectionTag)[] => {
  const tag = `!${name}`;
  const key = name === 'Ref' || name === 'Condition' ? name : `Fn::${name}`;
  return [
    { tag, resolve: (text: string) => ({ [key]: name === 'GetAtt' ? text.split('.') : text }) },
    { tag, collection: 'seq', resolve: list => ({ [key]: (list as YAMLSeq).toJSON() }) },
    { tag, collection: 'map', resolve: map => ({ [key]: (map as YAMLMap).toJSON() }) },
  ];
});
