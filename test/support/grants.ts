import { fieldsOf, listOf, statementsOf } from './policy.ts';
import type { PolicyTemplate, Value } from './templates.ts';

/** Writes the allowed actions of a role or a policy as `action on resource where prefix`. */
export function grantsOf(source: PolicyTemplate, owner: string): readonly string[] {
  return statementsOf(source)
    .filter(({ at, trust, fields }) => at.startsWith(`${owner}/`) && !trust && fields.Effect === 'Allow')
    .flatMap(({ fields }) =>
      listOf(fields.Action).flatMap(action =>
        listOf(fields.Resource).map(
          resource => `${String(action)} on ${place(resource)}${where(fields.Condition)}`,
        ),
      ),
    );
}

/** Shortens a resource to what tells it apart: the end of an ARN, or the resource of the template it stands for. */
export function place(resource: Value): string {
  const text = JSON.stringify(resource);
  const attribute = /"Fn::GetAtt":\["(\w+)","Arn"\]/.exec(text)?.[1];
  if (attribute !== undefined) return attribute;
  if (text.includes('-DataBucketArn')) {
    return `DataBucket${spell(/"\$\{BucketArn\}([^"]*)"/.exec(text)?.[1] ?? '')}`;
  }
  return spell(
    textOf(resource).replace(/^arn:[^:]+::Partition\}:\w+:(\$\{AWS::Region\})?:(\$\{AWS::AccountId\})?:/, ''),
  );
}

/** The text of a substitution or an import, with the imports of its own variables put in. */
function textOf(resource: Value | undefined): string {
  const { 'Fn::Sub': substitution = resource, 'Fn::ImportValue': name } = fieldsOf(resource);
  if (name !== undefined) return textOf(name);
  if (!Array.isArray(substitution)) return String(substitution);
  const [text, variables] = substitution as readonly Value[];
  return Object.entries(fieldsOf(variables)).reduce(
    (whole, [variable, value]) => whole.replaceAll(`\${${variable}}`, textOf(value)),
    String(text),
  );
}

/** Writes `<Prefix>` for a substitution. */
function spell(text: string): string {
  return text.replaceAll(/\$\{([\w:.]+)\}/g, '<$1>').replaceAll('AWS::', '');
}

/** Writes what the values of a condition are, whatever its keys. */
function where(condition: Value | undefined): string {
  const values = Object.values(fieldsOf(condition)).flatMap(test => Object.values(fieldsOf(test)));
  const spelled = values.flatMap(value => listOf(value)).map(place);
  return spelled.length === 0 ? '' : ` where ${spelled.join(', ')}`;
}

/** The action of a grant, as `grantsOf` writes it. */
export function actionOf(grant: string): string {
  return grant.split(' on ')[0] ?? '';
}
