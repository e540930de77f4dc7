import { evaluate } from '../values/evaluate.ts';
import { showText, textOfValue, type Unknown, type Value } from '../values/values.ts';
import { nearest, type Problems, suggest } from '../yaml/problems.ts';
import { entriesOf } from '../yaml/tree.ts';
import { reportUnknownName } from './dangling.ts';
import { type EdgeSource, mayOf, requireOutput } from './edges.ts';
import type { Edge, StackSource } from './graph.ts';
import type { Import } from './imports.ts';

const keys = ['StackName', 'OutputName', 'Region', 'RoleArn'];

/**
 * Follows a `Fn::GetStackOutput`. One into another region, or with another account's role, orders nothing here. One to
 * other people's stack stands under `external` as `<stack name>.<output>`.
 */
export function followWeak(
  found: Import,
  stack: StackSource,
  source: EdgeSource,
  problems: Problems,
): readonly Edge[] {
  const argument = evaluate(found.argument, stack.scope);
  if (argument.kind !== 'map' || !hasRightKeys(found, problems)) {
    if (argument.kind !== 'map') reportShape(found, problems);
    return [];
  }
  const region = isForeign(argument.entries.get('Region'), source);
  if (region === true || argument.entries.has('RoleArn')) return [];
  const [stackName, output] = ['StackName', 'OutputName'].map(key =>
    textOfValue(argument.entries.get(key) ?? { kind: 'no-value' }, `${key} of Fn::GetStackOutput`),
  );
  for (const part of [stackName, output]) {
    if (typeof part === 'string' || part === undefined) continue;
    reportUnknownName(part, found, stack, problems);
    return [];
  }
  const may = region === false ? found.may : region;
  const named = { stackName: String(stackName), output: String(output), ...(may ? { may } : {}) };
  return edgeTo(named, { found, stack, source }, problems);
}

interface Named {
  readonly stackName: string;
  readonly output: string;
  readonly may?: Unknown;
}

interface Reference {
  readonly found: Import;
  readonly stack: StackSource;
  readonly source: EdgeSource;
}

function edgeTo(
  { stackName, output, may }: Named,
  { found, stack, source }: Reference,
  problems: Problems,
): readonly Edge[] {
  const producer = [...source.stacks.values()].find(({ entry }) => entry.stackName === stackName);
  if (producer === undefined) {
    const name = `${stackName}.${output}`;
    const unread = [...source.environment.stacks.values()].some(entry => entry.stackName === stackName);
    if (!unread && !source.environment.external.includes(name))
      reportStranger(name, stackName, { found, stack, source }, problems);
    return [];
  }
  requireOutput(output, producer, found.at, problems);
  const edge = { from: producer.key, to: stack.key, kind: 'weak', at: found.at, via: output } as const;
  return [{ ...edge, ...mayOf(may === undefined ? found : { ...found, may }) }];
}

function isForeign(region: Value | undefined, { environment }: EdgeSource): boolean | Unknown {
  if (region === undefined) return false;
  const text = textOfValue(region, 'Region of Fn::GetStackOutput');
  return typeof text === 'string' ? text !== environment.region : text;
}

function hasRightKeys({ argument, at }: Import, problems: Problems): boolean {
  const entries = entriesOf(argument);
  const wrong = entries.filter(({ key }) => !keys.includes(key));
  const missing = keys.slice(0, 2).filter(key => entries.every(entry => entry.key !== key));
  for (const entry of wrong) {
    const message = `Fn::GetStackOutput has no key ${entry.key}`;
    problems.push({ code: 'UNKNOWN_KEY', message, hint: suggest(entry.key, keys), at: entry.at });
  }
  for (const key of missing)
    problems.push({ code: 'MISSING_KEY', message: `Fn::GetStackOutput needs the key ${key}`, at });
  return wrong.length + missing.length === 0;
}

function reportShape({ argument }: Import, problems: Problems): void {
  problems.push({
    code: 'WRONG_TYPE',
    message: 'Fn::GetStackOutput must be a map with StackName and OutputName',
    at: argument.at,
  });
}

function reportStranger(
  name: string,
  stackName: string,
  { found, stack, source }: Reference,
  problems: Problems,
): void {
  const { environment } = source;
  const owner = [...environment.leftOut].find(([key]) => stackName === `${environment.prefix}-${key}`);
  const near = nearest(
    stackName,
    [...environment.stacks.values()].map(entry => entry.stackName),
  );
  problems.push({
    code: 'DANGLING_IMPORT',
    message:
      `the stack ${stack.key} reads an output of ${showText(stackName)}, which is no stack here` +
      (owner ? `; ${owner[0]} is left out: ${owner[1]}` : ''),
    hint:
      near === undefined
        ? `If somebody else owns it, list ${showText(name)} under external.`
        : `Did you mean ${near}?`,
    at: found.at,
  });
}
