import { describeRule, fieldsOf, judge, mappingsIn, section, unless } from '../support/policy.ts';
import type { Fields, PolicyTemplate, Rule } from '../support/templates.ts';

/** What a stack only repeats, of a parent or of its parameters, is no identity of its own: it is told, not exported. */
const exportEveryOutput: Rule = template =>
  judge(section(template, 'Outputs'), ([id, output]) => {
    const name = fieldsOf(fieldsOf(output.Export).Name)['Fn::Sub'];
    const told = output.Export === undefined && repeats(template, fieldsOf(output.Value));
    return [
      ...unless(
        told || name === `\${AWS::StackName}-${id}`,
        `${id} is not exported as \${AWS::StackName}-${id}`,
      ),
      ...unless(typeof output.Description === 'string', `${id} has no description`),
    ];
  });

function repeats(template: PolicyTemplate, value: Fields): boolean {
  const parameters = section(template, 'Parameters').map(([id]) => id);
  return value['Fn::ImportValue'] !== undefined || parameters.includes(String(value.Ref));
}

const importThroughStackNames: Rule = template =>
  judge(
    [...mappingsIn(template.content)].filter(item => item['Fn::ImportValue'] !== undefined),
    item => {
      const name = fieldsOf(item['Fn::ImportValue'])['Fn::Sub'];
      const parent = /^\$\{(\w+StackName)\}-[A-Z]\w*$/.exec(String(name))?.[1];
      const declared = section(template, 'Parameters').some(([id]) => id === parent);
      return unless(
        declared,
        `imports ${JSON.stringify(item['Fn::ImportValue'])}, not through a parent stack`,
      );
    },
  );

/** An export in use cannot change: a revision, a version or a task definition's ARN must not be one. */
const exportIdentities: Rule = template =>
  judge(section(template, 'Outputs'), ([id, output]) =>
    unless(
      ![...mappingsIn(output.Value ?? null)].some(isRevision),
      `${id} exports something that changes with each revision`,
    ),
  );

function isRevision(item: { readonly [name: string]: unknown }): boolean {
  const attribute = JSON.stringify(item['Fn::GetAtt'] ?? item.Ref ?? '');
  return /Version|TaskDefinition|CodeKey|ImageTag/.test(attribute);
}

const output = (body: string) => `Outputs:\n  QueueArn: ${body}\n`;

describeRule('an output is described and exported under its own name', exportEveryOutput, [
  output('{ Description: d, Value: v }'),
  output('{ Description: d, Value: !Ref TaskQueue }'),
  output(`{ Description: d, Value: v, Export: { Name: !Sub '\${AWS::StackName}-Queue' } }`),
  output(`{ Value: v, Export: { Name: !Sub '\${AWS::StackName}-QueueArn' } }`),
]);
describeRule('an import goes through the name of a parent stack', importThroughStackNames, [
  'Resources:\n  R: { Properties: { A: !ImportValue storage-DataBucketArn } }\n',
  `Resources:\n  R: { Properties: { A: !ImportValue { 'Fn::Sub': '\${StorageStackName}-DataBucketArn' } } }\n`,
]);
describeRule('an export is an identity, not a revision', exportIdentities, [
  output('{ Value: !Ref TaskDefinition }'),
  output('{ Value: !GetAtt WorkerVersion.FunctionArn }'),
]);
