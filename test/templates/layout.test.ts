import { describeRule, entries, fieldsOf, judge, section, unless } from '../support/policy.ts';
import type { PolicyTemplate, Rule } from '../support/templates.ts';

const sections = [
  'AWSTemplateFormatVersion',
  'Description',
  'Metadata',
  'Parameters',
  'Rules',
  'Mappings',
  'Conditions',
  'Resources',
  'Outputs',
];
const attributes = ['Type', 'Condition', 'DependsOn', 'DeletionPolicy', 'UpdateReplacePolicy', 'Properties'];
const pascalCase = /^[A-Z][a-zA-Z0-9]*$/;
const sentence = /^(Has|Is|Are|Needs|Requires|Enforces|Guards|Reserves|Invokes|Uses|Allows)[A-Z]\w*$/;

const orderSections: Rule = template => ({
  seen: 1,
  findings: outOfOrder(Object.keys(template.content), sections),
});

const orderAttributes: Rule = template =>
  judge(section(template, 'Resources'), ([id, resource]) =>
    outOfOrder(Object.keys(resource), attributes).map(finding => `${id}: ${finding}`),
  );

const staySmall: Rule = template => ({
  seen: template.text.length,
  findings: [
    ...unless(Buffer.byteLength(template.text) < 51_200, 'the console takes 51,200 bytes'),
    ...unless(template.text.split('\n').length <= 400, 'a template has under 400 lines'),
  ],
});

const stayAscii: Rule = template =>
  judge(template.text.split('\n'), line => unless(/^[\x20-\x7e]*$/.test(line), `not ASCII: ${line}`));

const nameInPascalCase: Rule = template =>
  judge(
    ['Parameters', 'Rules', 'Mappings', 'Conditions', 'Resources', 'Outputs'].flatMap(name =>
      section(template, name),
    ),
    ([id]) => unless(pascalCase.test(id), `${id} is not PascalCase`),
  );

const nameConditionsAsSentences: Rule = template =>
  judge(section(template, 'Conditions'), ([id]) =>
    unless(sentence.test(id), `${id} does not read as a sentence`),
  );

const groupParameters: Rule = template =>
  judge(section(template, 'Parameters'), ([id]) => {
    const { groups, labels } = consoleForm(template);
    return [
      ...unless(groups.filter(name => name === id).length === 1, `${id} is not in exactly one group`),
      ...unless(labels.has(id), `${id} has no label`),
    ];
  });

const groupOnlyParameters: Rule = template => {
  const { groups, labels } = consoleForm(template);
  const known = new Set(section(template, 'Parameters').map(([id]) => id));
  return judge([...groups, ...labels], id => unless(known.has(id), `${id} is no parameter`));
};

function consoleForm(template: PolicyTemplate) {
  const form = fieldsOf(fieldsOf(template.content.Metadata)['AWS::CloudFormation::Interface']);
  const groups = (Array.isArray(form.ParameterGroups) ? form.ParameterGroups : []).flatMap(
    group => fieldsOf(group).Parameters as readonly string[],
  );
  return { groups, labels: new Set(entries(form.ParameterLabels).map(([id]) => id)) };
}

function outOfOrder(keys: readonly string[], order: readonly string[]): readonly string[] {
  const unknown = keys.filter(key => !order.includes(key)).map(key => `${key} is unknown here`);
  const expected = order.filter(key => keys.includes(key)).join(' ');
  const got = keys.filter(key => order.includes(key)).join(' ');
  return [...unknown, ...unless(expected === got, `the order is ${expected}, got ${got}`)];
}

describeRule('a template has its sections in order', orderSections, [
  'Resources: {}\nDescription: late\n',
  'Description: x\nSurprise: {}\n',
]);
describeRule('a resource has its attributes in order', orderAttributes, [
  'Resources:\n  Queue:\n    Properties: {}\n    Type: AWS::SQS::Queue\n',
]);
describeRule('a template is small', staySmall, ['#\n'.repeat(401), `# ${'x'.repeat(51_200)}`]);
describeRule('a template is ASCII without tabs', stayAscii, ['Description: é\n', 'Description: "a\tb"\n']);
describeRule('names are in Pascal case', nameInPascalCase, [
  'Resources:\n  task_queue:\n    Type: AWS::SQS::Queue\n',
]);
describeRule('a condition reads as a sentence', nameConditionsAsSentences, [
  'Conditions:\n  Tls: !Equals [a, b]\n',
]);
describeRule('a parameter stands in one group and has a label', groupParameters, [
  'Parameters:\n  Size: { Type: Number }\n',
]);
describeRule('groups and labels name parameters', groupOnlyParameters, [
  'Metadata:\n  AWS::CloudFormation::Interface:\n    ParameterGroups:\n      - Parameters: [Gone]\n',
]);
