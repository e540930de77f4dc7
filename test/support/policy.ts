import { expect } from 'chai';
import {
  type Fields,
  type Finding,
  type PolicyTemplate,
  type Rule,
  repositoryTemplates,
  templateFrom,
  type Value,
  type Verdict,
} from './templates.ts';

/** A statement of any policy document in a template. */
export interface Statement {
  readonly at: string;
  readonly resourceType: string;
  readonly trust: boolean;
  readonly fields: Fields;
}

/**
 * States a rule: no template of the repository breaks it, it looked at something in at least one of them,
 * and each bad example (a whole template as text) breaks it.
 */
export function describeRule(title: string, rule: Rule, bad: readonly string[]): void {
  describe(title, () => {
    const templates = repositoryTemplates();
    for (const template of templates) {
      it(`holds in ${template.name}.yaml`, () => expect(rule(template).findings).to.deep.equal([]));
    }
    it('has looked at something', () => {
      const seen = templates.reduce((sum, template) => sum + rule(template).seen, 0);
      expect(seen).to.be.greaterThan(0);
    });
    for (const [index, text] of bad.entries()) {
      it(`fails on bad example ${index + 1}`, () => {
        expect(rule(templateFrom('bad', text)).findings).to.not.deep.equal([]);
      });
    }
  });
}

/** Makes a verdict out of one check per item; a check answers with what is wrong, or with nothing. */
export function judge<Item>(items: Iterable<Item>, check: (item: Item) => readonly Finding[]): Verdict {
  const all = [...items];
  return { seen: all.length, findings: all.flatMap(check) };
}

/** Names a finding only when it is one. */
export function unless(holds: boolean, finding: Finding): readonly Finding[] {
  return holds ? [] : [finding];
}

/** The entries of a section, or of any mapping; nothing when it is absent. */
export function entries(value: Value | undefined): readonly (readonly [string, Fields])[] {
  return isFields(value) ? Object.entries(value).map(([key, item]) => [key, fieldsOf(item)] as const) : [];
}

export function section(template: PolicyTemplate, name: string): readonly (readonly [string, Fields])[] {
  return entries(template.content[name]);
}

export function resourcesOf(
  template: PolicyTemplate,
  ...types: readonly string[]
): readonly (readonly [string, Fields])[] {
  return section(template, 'Resources').filter(
    ([, resource]) => types.length === 0 || types.includes(String(resource.Type)),
  );
}

export function propertiesOf(resource: Fields): Fields {
  return fieldsOf(resource.Properties);
}

export function isFields(value: Value | undefined): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function fieldsOf(value: Value | undefined): Fields {
  return isFields(value) ? value : {};
}

/** A list as it is, one value as a list of one. */
export function listOf(value: Value | undefined): readonly Value[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value as Value];
}

/** Every value in a tree, the tree itself first. */
export function* walk(value: Value | undefined): Generator<Value> {
  if (value === undefined) return;
  yield value;
  if (Array.isArray(value)) for (const item of value) yield* walk(item);
  else if (isFields(value)) for (const item of Object.values(value)) yield* walk(item);
}

/** Every mapping in a tree. */
export function* mappingsIn(value: Value | undefined): Generator<Fields> {
  for (const item of walk(value)) if (isFields(item)) yield item;
}

/** Every policy statement of a template: of roles, managed policies, buckets, queues and endpoints. */
export function statementsOf(template: PolicyTemplate): readonly Statement[] {
  return resourcesOf(template).flatMap(([id, resource]) => {
    const properties = propertiesOf(resource);
    const trusting = new Set<Value>(mappingsIn(properties.AssumeRolePolicyDocument));
    return [...mappingsIn(properties)]
      .filter(document => document.Statement !== undefined)
      .flatMap(document =>
        listOf(document.Statement)
          .flatMap(branches)
          .map(fields => ({ document, fields })),
      )
      .map(({ document, fields }) => ({
        at: `${id}/${String(fields.Sid)}`,
        resourceType: String(resource.Type),
        trust: trusting.has(document),
        fields,
      }));
  });
}

/** What an `If` can come to, without what it leaves out. */
function branches(value: Value): readonly Fields[] {
  if (!isFields(value)) return [];
  const condition = value['Fn::If'];
  if (!Array.isArray(condition)) return value.Ref === 'AWS::NoValue' ? [] : [value];
  return condition.slice(1).flatMap(branches);
}
