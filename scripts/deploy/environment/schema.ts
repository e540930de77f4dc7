import type { TextRule } from '../yaml/fields.ts';
import { environmentFields, type Field, type FieldTable, type MapField } from './fields.ts';

/** A JSON Schema, or a part of one. */
export type JsonSchema = { readonly [key: string]: unknown };

/** Writes the JSON Schema of environment files for editors, from the tables that the parser reads by. */
export function environmentSchema(): JsonSchema {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Cloudpool environment',
    description: 'Which stacks stand where, and with which parameters.',
    ...tableSchema(environmentFields),
  };
}

function tableSchema(table: FieldTable): JsonSchema {
  const fields = Object.entries(table);
  return {
    type: 'object',
    properties: Object.fromEntries(fields.map(([key, field]) => [key, fieldSchema(field)])),
    required: fields.filter(([, { required }]) => required).map(([key]) => key),
    additionalProperties: false,
  };
}

function fieldSchema(field: Field): JsonSchema {
  return { description: field.description, ...valueSchema(field) };
}

function valueSchema(field: Field): JsonSchema {
  switch (field.kind) {
    case 'text':
      return { type: 'string', ...patternOf(field.pattern ?? field.rule?.pattern) };
    case 'boolean':
      return { type: 'boolean' };
    case 'texts':
      return { type: 'array', items: { type: 'string' } };
    case 'setting':
      return settingSchema;
    case 'map':
      return mapSchema(field);
  }
}

function mapSchema({ fields, each, keys, most }: MapField): JsonSchema {
  if (fields !== undefined) return tableSchema(fields);
  return {
    type: 'object',
    ...keysSchema(keys),
    ...(most === undefined ? {} : { maxProperties: most }),
    ...(each === undefined ? {} : { additionalProperties: fieldSchema(each) }),
  };
}

function keysSchema(keys: TextRule | undefined): JsonSchema {
  return keys === undefined ? {} : { propertyNames: patternOf(keys.pattern) };
}

function patternOf(pattern: RegExp | undefined): JsonSchema {
  return pattern === undefined ? {} : { pattern: pattern.source };
}

/** A boolean without quotes is refused: YAML reads `yes`, `on` and `off` as one too. */
const scalarSchema: JsonSchema = { anyOf: [{ type: 'string' }, { type: 'number' }] };

/** Commas join the items of a list. */
const itemSchema: JsonSchema = { anyOf: [{ type: 'number' }, { type: 'string', pattern: '^[^,]*$' }] };

const valueOrList: JsonSchema = { anyOf: [scalarSchema, { type: 'array', items: itemSchema }] };

const settingSchema: JsonSchema = {
  anyOf: [
    scalarSchema,
    { type: 'array', items: itemSchema },
    soleKey('stack', { type: 'string' }, 'The full name of another stack of this file, by its key.'),
    soleKey('keep', valueOrList, 'The value at creation; afterwards whatever stands.'),
  ],
};

function soleKey(key: string, value: JsonSchema, description: string): JsonSchema {
  return {
    type: 'object',
    properties: { [key]: { description, ...value } },
    required: [key],
    additionalProperties: false,
  };
}
