import { type Fields, openFields, type TextRule } from '../yaml/fields.ts';
import type { Problems } from '../yaml/problems.ts';
import type { MapTree } from '../yaml/tree.ts';

/** What one key of an environment file may hold. The parser reads by it, and the editors' schema is made of it. */
export type Field = TextField | MapField | OtherField;

interface Described {
  readonly description: string;
  readonly required?: true;
}

export interface TextField extends Described {
  readonly kind: 'text';
  readonly rule?: TextRule;
  /** A rule that the parser words by itself. */
  readonly pattern?: RegExp;
}

/** A map with keys of its own (`fields`), or of the user's choice (`each`). */
export interface MapField extends Described {
  readonly kind: 'map';
  readonly fields?: FieldTable;
  readonly each?: Field;
  readonly keys?: TextRule;
  readonly most?: number;
}

/** `setting`: what a parameter is given. */
export interface OtherField extends Described {
  readonly kind: 'boolean' | 'texts' | 'setting';
}

export type FieldTable = Readonly<Record<string, Field>>;

/** Opens a map by its table: rules and required keys are the table's. */
export function openTable(tree: MapTree, what: string, table: FieldTable, problems: Problems): Fields {
  const fields = openFields(tree, what, Object.keys(table), problems);
  for (const [key, { kind, required }] of Object.entries(table))
    if (required && kind === 'map' && fields.entry(key) === undefined)
      reportMissing(tree, what, key, problems);
  const text = (key: string) => {
    const field = table[key];
    const rule = field?.kind === 'text' ? field.rule : undefined;
    return field?.required ? fields.required(key, rule) : fields.text(key, rule);
  };
  return { ...fields, text, required: text };
}

function reportMissing(tree: MapTree, what: string, key: string, problems: Problems): void {
  problems.push({ code: 'MISSING_KEY', message: `${what} needs the key ${key}`, at: tree.at });
}

const stackKeyRule: TextRule = {
  pattern: /^[a-z][a-z0-9-]*$/,
  expected: 'lower-case letters, digits and hyphens and starts with a letter',
};

// What AWS and Cloudpool set themselves.
const tagKeyRule: TextRule = {
  pattern: /^(?![aA][wW][sS]:|[cC][lL][oO][uU][dD][pP][oO][oO][lL]:)/,
  expected: 'a key that is not reserved',
};

/** One stack of `stacks`. */
export const stackFields = {
  template: {
    kind: 'text',
    required: true,
    description: 'A name in templates/, or a path from this file.',
  },
  function: {
    kind: 'text',
    description: "A name in functions/ whose code the stack runs. It sets the template's parameter CodeKey.",
  },
  terminationProtection: { kind: 'boolean', description: 'Refuses to delete the stack. Default: false.' },
  after: { kind: 'texts', description: 'Keys of stacks that come first though no template says so.' },
  parameters: {
    kind: 'map',
    description: "Values of the template's parameters.",
    each: { kind: 'setting', description: 'A value, a list, { stack: key } or { keep: value at creation }.' },
  },
} as const satisfies FieldTable;

export const artifactFields = {
  stack: { kind: 'text', required: true, description: 'Key of the stack with the bucket.' },
  output: { kind: 'text', required: true, description: 'Its output with the name of the bucket.' },
} as const satisfies FieldTable;

/** An environment file. */
export const environmentFields = {
  region: {
    kind: 'text',
    required: true,
    rule: { pattern: /^[a-z]{2,4}(-[a-z]+)+-\d$/, expected: 'an AWS region like us-east-1' },
    description: 'The AWS region of all stacks.',
  },
  prefix: {
    kind: 'text',
    required: true,
    rule: {
      pattern: /^[a-z][a-z0-9-]{0,20}$/,
      expected: 'a lower-case letter and at most 20 more letters, digits or hyphens',
    },
    description: 'What all stack names start with: the stack prices becomes <prefix>-prices.',
  },
  account: {
    kind: 'text',
    rule: { pattern: /^\d{12}$/, expected: 'twelve digits' },
    description: 'The AWS account, in quotes. Needed for --yes.',
  },
  endpoint: {
    kind: 'text',
    pattern: /^https?:\/\/(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d{1,5})?(\/.*)?$/,
    description: 'The address of the emulator, on the loopback. An environment on AWS has none.',
  },
  roleArn: {
    kind: 'text',
    rule: { pattern: /^arn:[\w-]+:iam::\d{12}:role\/.+$/, expected: "a role's ARN" },
    description: 'The CloudFormation service role of all stacks.',
  },
  tags: {
    kind: 'map',
    description: 'Tags of all stacks and of what stands in them.',
    keys: tagKeyRule,
    // AWS takes 50 tags a stack (2026); two of them are Cloudpool's own.
    most: 48,
    each: { kind: 'text', description: 'The value of the tag.' },
  },
  artifacts: {
    kind: 'map',
    description: 'Where the packages of the functions lie.',
    fields: artifactFields,
  },
  external: {
    kind: 'texts',
    description: 'Exports of other people, by name; outputs of their stacks as <stack name>.<output>.',
  },
  stacks: {
    kind: 'map',
    required: true,
    description: 'The stacks, by key. The order is proved from the templates.',
    keys: stackKeyRule,
    each: { kind: 'map', description: 'One stack.', fields: stackFields },
  },
  leftOut: {
    kind: 'map',
    description: 'Keys of stacks that are not deployed here, each with the reason.',
    each: {
      kind: 'text',
      rule: { pattern: /\S/, expected: 'the reason, as text' },
      description: 'Why it is left out.',
    },
  },
} as const satisfies FieldTable;
