import { dirname } from 'node:path';
import type { Position } from '../../errors.ts';
import { type Fields, reportKind } from '../yaml/fields.ts';
import { type Problems, suggest } from '../yaml/problems.ts';
import type { MapEntry, MapTree } from '../yaml/tree.ts';
import type { Environment, StackEntry } from './environment.ts';
import { environmentFields, openTable, stackFields } from './fields.ts';
import { findTemplateFile, functionNames, templateNames } from './files.ts';
import { readParameters } from './parameters.ts';

interface Source {
  readonly file: string;
  readonly fields: Fields;
  readonly prefix: string;
  /** Key of the stack that holds the artifact bucket. */
  readonly artifacts: string | undefined;
  readonly root: string;
}

// CloudFormation's own limit.
const longestStackName = 128;

/** Reads `stacks` and `leftOut`. Names are checked against each other; templates are not opened. */
export function readStacks(source: Source, problems: Problems): Pick<Environment, 'stacks' | 'leftOut'> {
  const tree = source.fields.map('stacks');
  const all = [...(tree?.entries.values() ?? [])];
  const names = all.map(entry => entry.key);
  const leftOut = readLeftOut(source.fields.map('leftOut'), names, problems);
  const stacks = all.flatMap(entry => readStack(entry, source, problems));
  const standing = stacks.filter(stack => !leftOut.has(stack.key));
  for (const stack of standing) checkNames(stack, { names, leftOut }, problems);
  checkArtifacts(source, standing, { names, leftOut }, problems);
  return {
    stacks: new Map(standing.map(stack => [stack.key, withoutLeftOut(stack, leftOut)])),
    leftOut,
  };
}

interface Known {
  readonly names: readonly string[];
  readonly leftOut: ReadonlyMap<string, string>;
}

interface NamedStack extends StackEntry {
  readonly afterAt: ReadonlyMap<string, Position>;
}

function readStack({ key, value, at }: MapEntry, source: Source, problems: Problems): NamedStack[] {
  checkKey(key, at, source.prefix, problems);
  if (value.kind !== 'map') {
    reportKind(`the stack ${key}`, 'a map', value, problems);
    return [];
  }
  const fields = openTable(value, `the stack ${key}`, stackFields, problems);
  const name = fields.text('template');
  const templateFile = name === undefined ? undefined : findTemplate(name, fields, source, problems);
  const uses = readFunction(fields, source, problems);
  const after = fields.texts('after');
  return [
    {
      key,
      stackName: `${source.prefix}-${key}`,
      templateFile: templateFile ?? '',
      ...(uses === undefined ? {} : { function: uses }),
      terminationProtection: fields.boolean('terminationProtection') ?? false,
      after: after.map(item => item.text),
      afterAt: new Map(after.map(item => [item.text, item.at])),
      parameters: readParameters(fields.map('parameters'), problems),
      at,
    },
  ];
}

function checkKey(key: string, at: Position, prefix: string, problems: Problems): void {
  const { pattern, expected } = environmentFields.stacks.keys;
  if (!pattern.test(key)) {
    const message = `a stack's key is ${expected}, got '${key}'`;
    problems.push({ code: 'BAD_VALUE', message, at });
  }
  const length = prefix.length + 1 + key.length;
  if (length > longestStackName) {
    const message = `the stack name ${prefix}-${key} has ${length} characters, CloudFormation takes ${longestStackName}`;
    problems.push({ code: 'NAME_LENGTH', message, hint: 'Shorten the key or the prefix.', at });
  }
}

function findTemplate(
  name: string,
  fields: Fields,
  { file, root }: Source,
  problems: Problems,
): string | undefined {
  const found = findTemplateFile(name, { root, from: dirname(file) });
  if (found !== undefined) return found;
  const hint = suggest(name, templateNames(root));
  problems.push({
    code: 'UNKNOWN_TEMPLATE',
    message: `there is no template ${name}`,
    hint,
    at: fields.entry('template')?.value.at,
  });
  return undefined;
}

function readFunction(fields: Fields, { root }: Source, problems: Problems): string | undefined {
  const name = fields.text('function');
  if (name === undefined) return undefined;
  const names = functionNames(root);
  if (names.includes(name)) return name;
  problems.push({
    code: 'UNKNOWN_FUNCTION',
    message: `there is no function ${name}: functions/${name}/index.ts is missing`,
    hint: suggest(name, names),
    at: fields.entry('function')?.value.at,
  });
  return name;
}

function readLeftOut(
  tree: MapTree | undefined,
  names: readonly string[],
  problems: Problems,
): Map<string, string> {
  const reasons = new Map<string, string>();
  for (const { key, value, at } of tree?.entries.values() ?? []) {
    if (!names.includes(key)) reportUnknownStack(key, at, names, problems);
    if (value.kind === 'scalar' && typeof value.value === 'string' && value.text.trim() !== '') {
      reasons.set(key, value.text.trim());
    } else reportKind(`leftOut.${key}`, 'the reason, as text', value, problems);
  }
  return reasons;
}

function checkNames(stack: NamedStack, { names, leftOut }: Known, problems: Problems): void {
  for (const [key, at] of stack.afterAt) {
    if (!names.includes(key)) reportUnknownStack(key, at, names, problems);
  }
  for (const [parameter, setting] of stack.parameters) {
    if (setting.kind !== 'stack') continue;
    const reason = leftOut.get(setting.stack);
    if (!names.includes(setting.stack)) reportUnknownStack(setting.stack, setting.at, names, problems);
    else if (reason !== undefined) {
      problems.push({
        code: 'STACK_LEFT_OUT',
        message: `${parameter} names the stack ${setting.stack}, which is left out here: ${reason}`,
        hint: `Give ${parameter} a value that does without it, or leave out ${stack.key} too.`,
        at: setting.at,
      });
    }
  }
}

function checkArtifacts(
  source: Source,
  stacks: readonly NamedStack[],
  known: Known,
  problems: Problems,
): void {
  const at = source.fields.entry('artifacts')?.at;
  const user = stacks.find(stack => stack.function !== undefined);
  if (at === undefined && user !== undefined) {
    problems.push({
      code: 'MISSING_KEY',
      message: `the stack ${user.key} has a function, so the environment needs the key artifacts`,
      hint: 'Write artifacts: { stack: storage, output: ArtifactBucketName }.',
      at: user.at,
    });
  }
  if (source.artifacts === undefined) return;
  const reason = known.leftOut.get(source.artifacts);
  if (!known.names.includes(source.artifacts))
    reportUnknownStack(source.artifacts, at, known.names, problems);
  else if (reason !== undefined) {
    const message = `the stack ${source.artifacts} holds the artifacts but is left out here: ${reason}`;
    problems.push({ code: 'STACK_LEFT_OUT', message, at });
  }
}

function reportUnknownStack(
  key: string,
  at: Position | undefined,
  names: readonly string[],
  problems: Problems,
): void {
  problems.push({
    code: 'UNKNOWN_STACK',
    message: `there is no stack ${key}`,
    hint: suggest(key, names),
    at,
  });
}

// An order after something that never comes says nothing.
function withoutLeftOut(
  { afterAt: _, ...stack }: NamedStack,
  leftOut: ReadonlyMap<string, string>,
): StackEntry {
  return { ...stack, after: stack.after.filter(key => !leftOut.has(key)) };
}
