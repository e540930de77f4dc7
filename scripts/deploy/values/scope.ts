import type { Environment, ParameterSetting, StackEntry } from '../environment/environment.ts';
import { isListType, isStoreType, splitList, type TemplateParameter } from '../template/parameters.ts';
import type { Template } from '../template/template.ts';
import type { Tree } from '../yaml/tree.ts';
import { createConditions } from './conditions.ts';
import {
  accountSymbol,
  known,
  knownList,
  noValue,
  type Truth,
  type Unknown,
  unknown,
  type Value,
} from './values.ts';

/** The names that expressions of one stack can use, and what they stand for. */
export interface Scope {
  readonly parameters: ReadonlyMap<string, Value>;
  readonly pseudo: ReadonlyMap<string, Value>;
  readonly mappings: Tree | undefined;
  condition(name: string): Truth;
}

/** The parameter that gets the content key of a stack's function. Set by the deploy, never by the file. */
export const codeKeyParameter = 'CodeKey';

/** Makes the scope of one stack of an environment. */
export function createScope(environment: Environment, entry: StackEntry, template: Template): Scope {
  const parameters = [...template.parameters.values()].map(
    parameter => [parameter.name, readParameter(environment, entry, parameter)] as const,
  );
  const names = {
    parameters: new Map(parameters),
    pseudo: createPseudo(environment, entry),
    mappings: template.mappings,
  };
  const conditions = createConditions(template.conditions, () => scope);
  const scope: Scope = { ...names, condition: conditions };
  return scope;
}

/** The text that a setting passes to CloudFormation. */
export function settingText(setting: ParameterSetting, prefix: string): string {
  if (setting.kind === 'stack') return `${prefix}-${setting.stack}`;
  return setting.kind === 'keep' ? setting.initial : setting.value;
}

/** The partition that a region belongs to, and its domain (AWS General Reference, 2026). */
export function partitionOf(region: string): { readonly partition: string; readonly suffix: string } {
  for (const [start, partition, suffix] of partitions) {
    if (region.startsWith(start)) return { partition, suffix };
  }
  return { partition: 'aws', suffix: 'amazonaws.com' };
}

const partitions = [
  ['cn-', 'aws-cn', 'amazonaws.com.cn'],
  ['us-gov-', 'aws-us-gov', 'amazonaws.com'],
  ['us-isob-', 'aws-iso-b', 'sc2s.sgov.gov'],
  ['us-isof-', 'aws-iso-f', 'csp.hci.ic.gov'],
  ['eu-isoe-', 'aws-iso-e', 'cloud.adc-e.uk'],
  ['us-iso-', 'aws-iso', 'c2s.ic.gov'],
  ['eusc-', 'aws-eusc', 'amazonaws.eu'],
] as const;

function readParameter(environment: Environment, entry: StackEntry, parameter: TemplateParameter): Value {
  const { name, type } = parameter;
  const setting = entry.parameters.get(name);
  if (name === codeKeyParameter && entry.function !== undefined) {
    return unknown(`${name} is the content key of the function ${entry.function}`);
  }
  if (setting?.kind === 'keep') return unknown(`${name} keeps the value that the stack has`);
  if (isStoreType(type)) return unknown(`${name} is read from the parameter store`);
  const text = setting === undefined ? parameter.default : settingText(setting, environment.prefix);
  if (text === undefined) return missing(name);
  if (text.includes('{{resolve:')) return unknown(`${name} is a dynamic reference`);
  return isListType(type) ? knownList(splitList(text)) : known(text);
}

// The check of parameters has already named it.
function missing(name: string): Unknown {
  return { kind: 'unknown', why: `${name} has no value`, reported: true };
}

function createPseudo(environment: Environment, entry: StackEntry): ReadonlyMap<string, Value> {
  const { partition, suffix } = partitionOf(environment.region);
  return new Map<string, Value>([
    ['AWS::StackName', known(entry.stackName)],
    ['AWS::Region', known(environment.region)],
    ['AWS::Partition', known(partition)],
    ['AWS::URLSuffix', known(suffix)],
    ['AWS::AccountId', known(environment.account ?? accountSymbol)],
    ['AWS::NotificationARNs', knownList([])],
    ['AWS::NoValue', noValue],
    ['AWS::StackId', unknown("the stack's ARN is known only when it stands")],
  ]);
}
