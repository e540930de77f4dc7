import {
  describeRule,
  fieldsOf,
  judge,
  listOf,
  mappingsIn,
  propertiesOf,
  resourcesOf,
  type Statement,
  statementsOf,
  unless,
  walk,
} from '../support/policy.ts';
import type { Rule, Value } from '../support/templates.ts';

/** Who may stand on `*`: actions without a resource level, and endpoints, which name the account in a condition. */
const starAllowed = new Set([
  'ecr:GetAuthorizationToken',
  'lambda:ListEventSourceMappings',
  'lambda:CreateEventSourceMapping',
  'lambda:DeleteEventSourceMapping',
  'lambda:GetEventSourceMapping',
  'lambda:UpdateEventSourceMapping',
  'cloudformation:DescribeStackDriftDetectionStatus',
  'cloudformation:ListExports',
  'cloudformation:ListImports',
  'cloudformation:ListStacks',
  'logs:Describe*',
  'cloudwatch:GetMetricData',
  // An instance is its only resource level, and Fargate has none: a condition names the clusters.
  'ecs:ListTasks',
  'ecs:DeregisterTaskDefinition',
  'ecs:DescribeTaskDefinition',
  'ecs:ListTaskDefinitions',
  'ec2:Describe*',
  's3:ListAllMyBuckets',
]);

/** Wildcards that are no reads, with their reason. */
const writeWildcards = new Map([['sqs:SendMessage*', 'the emulator authorizes SendMessageBatch by name']]);

const grants = (template: Parameters<Rule>[0]) =>
  statementsOf(template).filter(({ fields }) => fields.Effect === 'Allow');
const roleGrants = (template: Parameters<Rule>[0]) =>
  grants(template).filter(({ trust, resourceType }) => !trust && resourceType.startsWith('AWS::IAM::'));

const nameStatements: Rule = template =>
  judge(statementsOf(template), ({ at, fields }) =>
    unless(/^[A-Z][a-zA-Z0-9]+$/.test(String(fields.Sid ?? '')), `${at} has no Sid that says its intent`),
  );

const starOnlyWhereListed: Rule = template =>
  judge(roleGrants(template), ({ at, fields }) => {
    const actions = listOf(fields.Action).map(String);
    const star = listOf(fields.Resource).some(resource => resource === '*');
    return star
      ? actions.filter(action => !starAllowed.has(action)).map(action => `${at}: ${action} on *`)
      : unless(listOf(fields.Resource).length > 0, `${at} names no resource`);
  });

const spellActions: Rule = template =>
  judge(roleGrants(template), ({ at, fields }) =>
    listOf(fields.Action)
      .map(String)
      .filter(action => action.includes('*') && !/^[a-z0-9]+:(Get|List|Describe)\w*\*$/.test(action))
      .filter(action => !writeWildcards.has(action))
      .map(action => `${at}: ${action} grants more than reads`),
  );

const guardEndpoints: Rule = template =>
  judge(
    grants(template).filter(({ fields, resourceType }) => {
      return resourceType === 'AWS::EC2::VPCEndpoint' && listOf(fields.Resource).includes('*');
    }),
    ({ at, fields }) => {
      const account = fieldsOf(fieldsOf(fields.Condition).StringEquals);
      const named = account['aws:PrincipalAccount'] ?? account['aws:ResourceAccount'];
      return unless(fieldsOf(named).Ref === 'AWS::AccountId', `${at} lets other accounts through`);
    },
  );

const passExactRoles: Rule = template =>
  judge(
    grants(template).filter(({ fields }) => listOf(fields.Action).includes('iam:PassRole')),
    ({ at, fields }) => {
      const service = fieldsOf(fieldsOf(fields.Condition).StringEquals)['iam:PassedToService'];
      const loose = listOf(fields.Resource).filter(resource => !namesOneKindOfRole(resource));
      return [
        ...unless(typeof service === 'string', `${at} passes roles to any service`),
        ...unless(loose.length === 0, `${at} passes any role`),
      ];
    },
  );

function namesOneKindOfRole(resource: Value): boolean {
  return /GetAtt|\$\{\w+StackName\}-\w+RoleArn|role\/\$\{Prefix\}-\*-[A-Z]\w+Role-\*/.test(
    JSON.stringify(resource),
  );
}

const trustThisAccount: Rule = template =>
  judge(
    grants(template).filter(({ trust }) => trust),
    ({ at, fields }) => {
      const account = fieldsOf(fieldsOf(fields.Condition).StringEquals)['aws:SourceAccount'];
      return unless(
        fieldsOf(account).Ref === 'AWS::AccountId',
        `${at} trusts a service on behalf of anybody`,
      );
    },
  );

const boundRoles: Rule = template =>
  judge(resourcesOf(template, 'AWS::IAM::Role'), ([id, role]) =>
    unless(
      JSON.stringify(propertiesOf(role).PermissionsBoundary ?? '').includes('BoundaryArn'),
      `${id} has no permissions boundary`,
    ),
  );

const boundWhoeverIsCreated: Rule = template =>
  judge(
    grants(template).filter(({ fields }) =>
      listOf(fields.Action).some(action => makesRights(String(action))),
    ),
    ({ at, fields }) => {
      const boundary = fieldsOf(fieldsOf(fields.Condition).StringEquals)['iam:PermissionsBoundary'];
      return unless(isBoundary(boundary), `${at} grants rights beyond the boundary`);
    },
  );

function isBoundary(value: Value | undefined): boolean {
  const boundaries = listOf(value).map(item => JSON.stringify(item));
  return boundaries.length > 0 && boundaries.every(item => /\$\{IamStackName\}-\w*BoundaryArn/.test(item));
}

function makesRights(action: string): boolean {
  return /^iam:(Create(Role|User)|Put(Role|User)\w+|Attach\w+|Create(Policy|AccessKey)\w*)$/.test(action);
}

/** S3 answers 403 for an absent object to whoever may not list, and a reader cannot tell that from a refusal. */
const listWhereverGotten: Rule = template => {
  const objects = roleGrants(template).filter(({ fields }) => listOf(fields.Action).includes('s3:GetObject'));
  return judge(objects, ({ at }) => {
    const owner = at.split('/')[0] ?? '';
    const lists = roleGrants(template).some(other => other.at.startsWith(`${owner}/`) && isListing(other));
    return unless(lists, `${at} gets objects from a bucket that it may not list`);
  });
};

function isListing({ fields }: Statement): boolean {
  return listOf(fields.Action).includes('s3:ListBucket');
}

const spellPartitions: Rule = template =>
  judge(
    [...walk(template.content)].filter(
      value => typeof value === 'string' && /arn:|amazonaws\.com|com\.amazonaws/.test(value),
    ),
    value => [
      ...unless(!String(value).includes('arn:aws'), `${String(value)} hard-codes the partition`),
      ...unless(!/[a-z]{2}-[a-z]+-\d/.test(String(value)), `${String(value)} hard-codes a region`),
      ...unless(!/:\d{12}:/.test(String(value)), `${String(value)} hard-codes an account`),
    ],
  );

/** A managed policy holds at most 6,144 characters, white space not counted. ARNs grow when they are filled in. */
const fitManagedPolicies: Rule = template =>
  judge(resourcesOf(template, 'AWS::IAM::ManagedPolicy'), ([id, policy]) => {
    const filled = JSON.stringify(propertiesOf(policy).PolicyDocument)
      .replaceAll(`\${AWS::Partition}`, 'aws-us-gov')
      .replaceAll(`\${AWS::Region}`, 'ap-southeast-2')
      .replaceAll(`\${AWS::AccountId}`, '1'.repeat(12))
      .replaceAll(`\${Prefix}`, 'p'.repeat(21))
      .replaceAll(/\$\{\w*StackName\}-\w+/g, 'i'.repeat(128));
    return unless(filled.length <= 6144, `${id} can grow to ${filled.length} characters`);
  });

const noCredentials: Rule = template =>
  judge([...mappingsIn(template.content.Resources ?? null)], item =>
    unless(
      !['AWS::IAM::User', 'AWS::IAM::AccessKey'].includes(String(item.Type)),
      `makes a ${String(item.Type)}`,
    ),
  );

const policy = (statement: string, type = 'AWS::IAM::ManagedPolicy') =>
  `Resources:\n  R: { Type: ${type}, Properties: { PolicyDocument: { Statement: [{ ${statement} }] } } }\n`;
const role = (properties: string) =>
  `Resources:\n  R: { Type: AWS::IAM::Role, Properties: { ${properties} } }\n`;

describeRule('a statement says its intent', nameStatements, [policy('Effect: Deny')]);
describeRule('a star stands only on the allow-list', starOnlyWhereListed, [
  policy("Sid: S, Effect: Allow, Action: s3:GetObject, Resource: '*'"),
  policy("Sid: S, Effect: Allow, Action: [ecr:GetAuthorizationToken, s3:GetObject], Resource: ['*']"),
  policy('Sid: S, Effect: Allow, Action: s3:GetObject'),
]);
describeRule('actions are spelled out, reads aside', spellActions, [
  policy('Sid: S, Effect: Allow, Action: s3:*, Resource: a'),
  policy("Sid: S, Effect: Allow, Action: '*', Resource: a"),
  policy('Sid: S, Effect: Allow, Action: s3:Put*, Resource: a'),
]);
describeRule('an endpoint serves this account alone', guardEndpoints, [
  policy("Sid: S, Effect: Allow, Action: sqs:*, Resource: '*'", 'AWS::EC2::VPCEndpoint'),
]);
describeRule('roles are passed exactly', passExactRoles, [
  policy('Sid: S, Effect: Allow, Action: iam:PassRole, Resource: !GetAtt R.Arn'),
  policy(
    `Sid: S, Effect: Allow, Action: iam:PassRole, Resource: !Sub 'role/\${Prefix}-*', Condition: { StringEquals: { iam:PassedToService: lambda.amazonaws.com } }`,
  ),
]);
describeRule('a service is trusted for this account', trustThisAccount, [
  role('AssumeRolePolicyDocument: { Statement: [{ Sid: S, Effect: Allow, Action: sts:AssumeRole }] }'),
]);
describeRule('a role has the boundary', boundRoles, [role('Path: /')]);
describeRule('a deployer makes no role beyond the boundary', boundWhoeverIsCreated, [
  policy('Sid: S, Effect: Allow, Action: iam:CreateRole, Resource: a'),
  policy(
    'Sid: S, Effect: Allow, Action: iam:CreateRole, Resource: a, Condition: { StringEquals: { iam:PermissionsBoundary: !Ref Mine } }',
  ),
  policy('Sid: S, Effect: Allow, Action: [iam:GetRole, iam:PutRolePolicy], Resource: a'),
]);
describeRule('who gets objects from a bucket may list it', listWhereverGotten, [
  policy('Sid: S, Effect: Allow, Action: s3:GetObject, Resource: a'),
]);
describeRule('partition, region and account are never written out', spellPartitions, [
  policy("Sid: S, Effect: Allow, Action: s3:GetObject, Resource: 'arn:aws:s3:::x'"),
  policy(
    `Sid: S, Effect: Allow, Action: s3:GetObject, Resource: 'arn:\${AWS::Partition}:sqs:us-east-1:111122223333:x'`,
  ),
]);
describeRule('a managed policy fits its limit', fitManagedPolicies, [
  policy(`Sid: ${'S'.repeat(6144)}, Effect: Deny`),
]);
describeRule('no template makes users or keys', noCredentials, [
  'Resources:\n  U: { Type: AWS::IAM::User }\n',
]);
