import type { Position } from '../../errors.ts';
import { openFields, reportKind } from '../yaml/fields.ts';
import type { Problems } from '../yaml/problems.ts';
import { child, entriesOf, itemsOf, type MapEntry, type MapTree, textOf } from '../yaml/tree.ts';
import { parameterKeys } from './keys.ts';

/** One declared parameter and what it accepts. */
export interface TemplateParameter {
  readonly name: string;
  readonly type: string;
  readonly default?: string;
  /** The default is written as a boolean (`true`, `yes`), not as text. */
  readonly booleanDefault: boolean;
  readonly noEcho: boolean;
  readonly allowedValues?: readonly string[];
  readonly allowedPattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minValue?: number;
  readonly maxValue?: number;
  readonly constraintDescription?: string;
  readonly at: Position;
}

/** Tells whether the parameter holds several values, joined by commas. */
export function isListType(type: string): boolean {
  return (
    type === 'CommaDelimitedList' || /^(AWS::SSM::Parameter::Value<)?(List<|CommaDelimitedList)/.test(type)
  );
}

/** Tells whether CloudFormation reads the value from the parameter store, so that nobody knows it here. */
export function isStoreType(type: string): boolean {
  return type.startsWith('AWS::SSM::Parameter::Value<');
}

/** Splits a list parameter's text as CloudFormation does. */
export function splitList(text: string): readonly string[] {
  return text === '' ? [] : text.split(',').map(item => item.trim());
}

/** Reads the section `Parameters`. */
export function readTemplateParameters(
  tree: MapTree | undefined,
  problems: Problems,
): ReadonlyMap<string, TemplateParameter> {
  const parameters = entriesOf(tree).flatMap(entry => readParameter(entry, problems));
  return new Map(parameters.map(parameter => [parameter.name, parameter]));
}

function readParameter({ key, value, at }: MapEntry, problems: Problems): TemplateParameter[] {
  if (value.kind !== 'map') {
    reportKind(`the parameter ${key}`, 'a map', value, problems);
    return [];
  }
  const fields = openFields(value, `the parameter ${key}`, parameterKeys, problems);
  const type = fields.required('Type');
  const initial = child(value, 'Default');
  const values = itemsOf(child(value, 'AllowedValues')).flatMap(item => textOf(item) ?? []);
  return [
    {
      name: key,
      type: type ?? 'String',
      noEcho: textOf(child(value, 'NoEcho')) === 'true',
      booleanDefault: initial?.kind === 'scalar' && typeof initial.value === 'boolean',
      ...optional('default', textOf(initial)),
      ...(value.entries.has('AllowedValues') ? { allowedValues: values } : {}),
      ...optional('allowedPattern', textOf(child(value, 'AllowedPattern'))),
      ...optional('constraintDescription', textOf(child(value, 'ConstraintDescription'))),
      ...optional('minLength', numberOf(value, 'MinLength')),
      ...optional('maxLength', numberOf(value, 'MaxLength')),
      ...optional('minValue', numberOf(value, 'MinValue')),
      ...optional('maxValue', numberOf(value, 'MaxValue')),
      at,
    },
  ];
}

function numberOf(tree: MapTree, key: string): number | undefined {
  const text = textOf(child(tree, key));
  const value = Number(text);
  return text === undefined || text.trim() === '' || Number.isNaN(value) ? undefined : value;
}

function optional<Key extends string, Value>(key: Key, value: Value | undefined): { [K in Key]?: Value } {
  return value === undefined ? {} : ({ [key]: value } as { [K in Key]: Value });
}
