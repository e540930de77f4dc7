import type { StackParameter, StackState } from '../../aws/cloudformation.ts';
import type { StackNode } from '../graph/graph.ts';
import type { DesiredStack } from './desired-stack.ts';

/** One thing in which a stack is not as it shall be. */
export interface Difference {
  readonly reason: string;
  /** The parameter whose value changes. */
  readonly parameter?: string;
}

/** Compares parameters, tags and role with what stands. */
export function findDifferences(
  node: StackNode,
  desired: DesiredStack,
  standing: StackState,
): readonly Difference[] {
  return [
    ...parameterDifferences(node, desired.parameters, standing.parameters),
    ...(sameEntries(desired.tags, standing.tags) ? [] : [{ reason: 'tags differ' }]),
    ...(desired.roleArn === standing.roleArn
      ? []
      : [{ reason: `role: ${arrow(standing.roleArn, desired.roleArn)}` }]),
  ];
}

/** Tells how the termination protection changes; `undefined` when it does not. */
export function protectionDifference(desired: DesiredStack, standing: StackState): string | undefined {
  if (desired.terminationProtection === standing.terminationProtection) return undefined;
  return `termination protection: ${arrow(onOff(standing.terminationProtection), onOff(desired.terminationProtection))}`;
}

/** Compares what will be in effect with what is: a parameter that is not passed takes its Default again. */
function parameterDifferences(
  { template }: StackNode,
  passed: readonly StackParameter[],
  standing: ReadonlyMap<string, string>,
): readonly Difference[] {
  const wanted = new Map(passed.map(parameter => [parameter.name, parameter]));
  return [...template.parameters.values()].flatMap(({ name, default: initial, booleanDefault, noEcho }) => {
    const parameter = wanted.get(name);
    if (noEcho || (parameter !== undefined && 'keep' in parameter)) return [];
    const value = parameter?.value ?? initial;
    const before = standing.get(name);
    const same = parameter === undefined && booleanDefault ? isSameBoolean(before, value) : before === value;
    return same ? [] : [{ reason: `parameter ${name}: ${arrow(before, value)}`, parameter: name }];
  });
}

/** The emulator keeps a default that is written as a boolean as `True`, where CloudFormation makes it `true`. */
function isSameBoolean(before: string | undefined, value: string | undefined): boolean {
  return before?.toLowerCase() === value;
}

function arrow(before: string | undefined, after: string | undefined): string {
  return `${before ?? '(none)'} -> ${after ?? '(none)'}`;
}

function onOff(on: boolean): string {
  return on ? 'on' : 'off';
}

function sameEntries(a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): boolean {
  return a.size === b.size && [...a].every(([key, value]) => b.get(key) === value);
}
