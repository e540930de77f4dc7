import {
  describeRule,
  fieldsOf,
  judge,
  listOf,
  propertiesOf,
  resourcesOf,
  unless,
} from '../support/policy.ts';
import type { Fields, PolicyTemplate, Rule } from '../support/templates.ts';

const stateful = [
  'AWS::S3::Bucket',
  'AWS::SQS::Queue',
  'AWS::Logs::LogGroup',
  'AWS::ECR::Repository',
  'AWS::CodeCommit::Repository',
];
/** Nobody can make their content again. */
const kept = ['AWS::S3::Bucket', 'AWS::CodeCommit::Repository'];
const buckets = (template: PolicyTemplate) => resourcesOf(template, 'AWS::S3::Bucket');
const queues = (template: PolicyTemplate) => resourcesOf(template, 'AWS::SQS::Queue');

const decideRetention: Rule = template =>
  judge(resourcesOf(template, ...stateful), ([id, { DeletionPolicy, UpdateReplacePolicy, Type }]) => [
    ...unless(
      DeletionPolicy !== undefined && UpdateReplacePolicy !== undefined,
      `${id} leaves its end to chance`,
    ),
    ...unless(!kept.includes(String(Type)) || DeletionPolicy === 'Retain', `${id} is lost with its stack`),
    ...unless(DeletionPolicy === UpdateReplacePolicy, `${id} ends differently when it is replaced`),
  ]);

const encryptBuckets: Rule = template =>
  judge(buckets(template), ([id, bucket]) =>
    unless(
      JSON.stringify(propertiesOf(bucket).BucketEncryption ?? '').includes('SSEAlgorithm'),
      `${id} is not encrypted`,
    ),
  );

const encryptQueues: Rule = template =>
  judge(queues(template), ([id, queue]) =>
    unless(propertiesOf(queue).SqsManagedSseEnabled === true, `${id} is not encrypted`),
  );

const blockPublicAccess: Rule = template =>
  judge(buckets(template), ([id, bucket]) => {
    const block = fieldsOf(propertiesOf(bucket).PublicAccessBlockConfiguration);
    const open = ['BlockPublicAcls', 'BlockPublicPolicy', 'IgnorePublicAcls', 'RestrictPublicBuckets'];
    const ownership = JSON.stringify(propertiesOf(bucket).OwnershipControls ?? '');
    return [
      ...open.filter(name => block[name] !== true).map(name => `${id} does not say ${name}`),
      ...unless(ownership.includes('BucketOwnerEnforced'), `${id} obeys access control lists`),
    ];
  });

const abortUploads: Rule = template =>
  judge(buckets(template), ([id, bucket]) =>
    unless(
      JSON.stringify(propertiesOf(bucket).LifecycleConfiguration ?? '').includes(
        'AbortIncompleteMultipartUpload',
      ),
      `${id} keeps the parts of uploads that nobody finished`,
    ),
  );

/** Holds what one stage of a pipeline hands to the next, and no package ever. */
const isPassing = (id: string) => id === 'PipelineBucket';

/** A rollback reads the package it rolls back to: a rule without a prefix, or on code/, must expire nothing current. */
const keepCode: Rule = template =>
  judge(
    buckets(template).filter(([id]) => !isPassing(id)),
    ([id, bucket]) =>
      listOf(fieldsOf(propertiesOf(bucket).LifecycleConfiguration).Rules)
        .map(fieldsOf)
        .filter(
          rule =>
            rule.ExpirationInDays !== undefined &&
            !/^(runs|loose|incoming|reports)\/$/.test(String(rule.Prefix)),
        )
        .map(rule => `${id}: the rule ${String(rule.Id)} expires more than it may`),
  );

const denyWithoutTls: Rule = template =>
  judge([...buckets(template), ...queues(template)], ([id]) => {
    const policies = resourcesOf(template, 'AWS::S3::BucketPolicy', 'AWS::SQS::QueuePolicy')
      .map(([, policy]) => propertiesOf(policy))
      .filter(policy => listOf(policy.Bucket ?? policy.Queues).some(target => fieldsOf(target).Ref === id));
    const denies = policies.some(policy =>
      /"Deny".*"aws:SecureTransport":false/.test(JSON.stringify(policy)),
    );
    return unless(denies, `${id} takes requests without TLS`);
  });

const keepLogsForATime: Rule = template =>
  judge(resourcesOf(template, 'AWS::Logs::LogGroup'), ([id, group]) =>
    unless(Number(propertiesOf(group).RetentionInDays) > 0, `${id} keeps logs for ever`),
  );

const logExplicitly: Rule = template =>
  judge(resourcesOf(template, 'AWS::Lambda::Function'), ([id, lambda]) => {
    const group = fieldsOf(fieldsOf(propertiesOf(lambda).LoggingConfig).LogGroup).Ref;
    const known = resourcesOf(template, 'AWS::Logs::LogGroup').some(([name]) => name === group);
    return unless(known, `${id} logs into a group that nobody declared`);
  });

const opensNothing: Rule = template =>
  judge(resourcesOf(template, 'AWS::EC2::SecurityGroup', 'AWS::EC2::InternetGateway'), ([id, resource]) => [
    ...listOf(propertiesOf(resource).SecurityGroupIngress)
      .map(fieldsOf)
      .filter((ingress: Fields) => ingress.CidrIp !== undefined || ingress.CidrIpv6 !== undefined)
      .map(() => `${id} lets addresses in`),
    ...unless(
      resource.Type !== 'AWS::EC2::InternetGateway' || resource.Condition !== undefined,
      `${id} stands there unasked`,
    ),
  ]);

const resource = (type: string, rest = '') => `Resources:\n  R: { Type: ${type}${rest} }\n`;
const bare = 'AWS::S3::Bucket';

describeRule('what holds state says how it ends', decideRetention, [
  resource(bare),
  resource(bare, ', DeletionPolicy: Delete, UpdateReplacePolicy: Delete'),
  resource('AWS::CodeCommit::Repository', ', DeletionPolicy: Delete, UpdateReplacePolicy: Delete'),
  resource('AWS::SQS::Queue', ', DeletionPolicy: Delete'),
  resource('AWS::Logs::LogGroup', ', DeletionPolicy: Delete, UpdateReplacePolicy: Retain'),
]);
describeRule('buckets are encrypted', encryptBuckets, [resource(bare)]);
describeRule('queues are encrypted', encryptQueues, [resource('AWS::SQS::Queue')]);
describeRule('buckets are closed to the public', blockPublicAccess, [resource(bare)]);
describeRule('unfinished uploads are given up', abortUploads, [resource(bare)]);
describeRule('nothing under code/ expires', keepCode, [
  resource(bare, ', Properties: { LifecycleConfiguration: { Rules: [{ Id: All, ExpirationInDays: 30 }] } }'),
  resource(
    bare,
    ', Properties: { LifecycleConfiguration: { Rules: [{ Prefix: code/, ExpirationInDays: 30 }] } }',
  ),
]);
describeRule('buckets and queues take TLS only', denyWithoutTls, [
  resource(bare),
  resource('AWS::SQS::Queue'),
]);
describeRule('logs are kept for a time', keepLogsForATime, [resource('AWS::Logs::LogGroup')]);
describeRule('a function logs into a declared group', logExplicitly, [
  resource('AWS::Lambda::Function'),
  resource('AWS::Lambda::Function', ', Properties: { LoggingConfig: { LogGroup: !Ref Gone } }'),
]);
describeRule('nothing is open to the internet unless asked', opensNothing, [
  resource('AWS::EC2::InternetGateway'),
  resource('AWS::EC2::SecurityGroup', ', Properties: { SecurityGroupIngress: [{ CidrIp: 0.0.0.0/0 }] }'),
]);
