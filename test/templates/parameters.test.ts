import { describeRule, judge, mappingsIn, resourcesOf, section, unless, walk } from '../support/policy.ts';
import type { Fields, PolicyTemplate, Rule } from '../support/templates.ts';

const describeParameters: Rule = template =>
  judge(section(template, 'Parameters'), ([id, parameter]) =>
    unless(String(parameter.Description ?? '').length > 20, `${id} does not say what it is, with its unit`),
  );

const constrainParameters: Rule = template =>
  judge(section(template, 'Parameters'), ([id, parameter]) => [
    ...unless(isConstrained(parameter), `${id} has neither values, nor a range, nor a pattern`),
    ...unless(
      parameter.AllowedValues !== undefined || parameter.ConstraintDescription !== undefined,
      `${id} does not explain its constraint`,
    ),
  ]);

const defaultWithinConstraints: Rule = template =>
  judge(
    section(template, 'Parameters').filter(([, parameter]) => parameter.Default !== undefined),
    ([id, parameter]) =>
      unless(allows(parameter, String(parameter.Default)), `${id} refuses its own default`),
  );

const useEveryParameter: Rule = template =>
  judge(section(template, 'Parameters'), ([id]) => unless(uses(template, id), `${id} is never used`));

function isConstrained(parameter: Fields): boolean {
  const range = parameter.MinValue !== undefined && parameter.MaxValue !== undefined;
  return parameter.AllowedValues !== undefined || range || parameter.AllowedPattern !== undefined;
}

function allows(parameter: Fields, value: string): boolean {
  const { AllowedValues, AllowedPattern, MinValue, MaxValue } = parameter;
  return (
    (!Array.isArray(AllowedValues) || AllowedValues.map(String).includes(value)) &&
    (AllowedPattern === undefined || new RegExp(`^(?:${String(AllowedPattern)})$`).test(value)) &&
    (MinValue === undefined || Number(value) >= Number(MinValue)) &&
    (MaxValue === undefined || Number(value) <= Number(MaxValue))
  );
}

function uses(template: PolicyTemplate, parameter: string): boolean {
  const { Conditions = null, Resources = null, Outputs = null } = template.content;
  const tree = [Conditions, Resources, Outputs];
  const referred = [...mappingsIn(tree)].some(item => item.Ref === parameter);
  return (
    referred || [...walk(tree)].some(item => typeof item === 'string' && item.includes(`\${${parameter}}`))
  );
}

/** A name that CloudFormation makes up can be replaced, and blocks nobody after the stack is gone. */
const leaveNamesToCloudFormation: Rule = template =>
  judge(resourcesOf(template), ([id, resource]) =>
    Object.keys((resource.Properties ?? {}) as Fields)
      .filter(name => physicalNames.has(name))
      .filter(name => name !== 'FunctionName' || resource.Type === 'AWS::Lambda::Function')
      .map(name => `${id} has a name of its own: ${name}`),
  );

const physicalNames = new Set([
  'RoleName',
  'ManagedPolicyName',
  'BucketName',
  'QueueName',
  'FunctionName',
  'LogGroupName',
  'AlarmName',
  'GroupName',
]);

/** CloudFormation names these without their stack, and policies are scoped by the prefix of all stacks. */
const namedWithoutStack = ['AWS::CodeBuild::Project', 'AWS::CodeCommit::Repository'];

const nameAfterTheStack: Rule = template =>
  judge(resourcesOf(template, ...namedWithoutStack), ([id, resource]) => {
    const { Name, RepositoryName = Name } = (resource.Properties ?? {}) as Fields;
    return unless(
      /^\{"(Ref":"|Fn::Sub":"\$\{)AWS::StackName/.test(JSON.stringify(RepositoryName ?? '')),
      `${id} has a name that no policy of the prefix covers`,
    );
  });

const parameter = (fields: string) => `Parameters:\n  Size: { ${fields} }\n`;

describeRule('a parameter is described', describeParameters, [parameter('Type: Number')]);
describeRule('a parameter is constrained and says how', constrainParameters, [
  parameter('Type: Number, MinValue: 1'),
  parameter("Type: String, AllowedPattern: '^a$'"),
]);
describeRule('a parameter allows its default', defaultWithinConstraints, [
  parameter('Type: Number, Default: 3, AllowedValues: [1, 2]'),
  parameter("Type: String, Default: b, AllowedPattern: '^a$'"),
  parameter('Type: Number, Default: 9, MinValue: 1, MaxValue: 8'),
]);
describeRule('a parameter is used', useEveryParameter, [parameter('Type: Number')]);
describeRule('resources have no physical names', leaveNamesToCloudFormation, [
  'Resources:\n  Role: { Type: AWS::IAM::Role, Properties: { RoleName: worker } }\n',
  'Resources:\n  Log: { Type: AWS::Logs::LogGroup, Properties: { LogGroupName: worker } }\n',
]);
describeRule('what CloudFormation would name without its stack is named after it', nameAfterTheStack, [
  'Resources:\n  P: { Type: AWS::CodeBuild::Project, Properties: {} }\n',
  'Resources:\n  P: { Type: AWS::CodeBuild::Project, Properties: { Name: image } }\n',
  'Resources:\n  R: { Type: AWS::CodeCommit::Repository, Properties: { RepositoryName: code } }\n',
]);
