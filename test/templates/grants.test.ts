import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { actionOf, grantsOf, place } from '../support/grants.ts';
import { listOf, resourcesOf, statementsOf } from '../support/policy.ts';
import { repositoryRoot, templateNamed } from '../support/templates.ts';

/** The worker's and the client's grants of the run protocol, word for word: no action more, no place more. */
const worker = [
  's3:GetObject on DataBucket/loose/<StackName>/*',
  's3:GetObject on DataBucket/runs/<StackName>/*',
  's3:ListBucket on DataBucket where runs/<StackName>/*, loose/<StackName>/*',
  's3:PutObject on DataBucket/loose/<StackName>/*/attempts/*',
  's3:PutObject on DataBucket/loose/<StackName>/*/blobs/*',
  's3:PutObject on DataBucket/loose/<StackName>/*/results/*',
  's3:PutObject on DataBucket/runs/<StackName>/*/attempts/*',
  's3:PutObject on DataBucket/runs/<StackName>/*/blobs/*',
  's3:PutObject on DataBucket/runs/<StackName>/*/results/*',
  'sqs:ChangeMessageVisibility on TaskQueue',
  'sqs:DeleteMessage on TaskQueue',
  'sqs:GetQueueAttributes on TaskQueue',
  'sqs:ReceiveMessage on TaskQueue',
  'logs:CreateLogStream on WorkerLogGroup',
  'logs:PutLogEvents on WorkerLogGroup',
];

/** What a trigger adds to the worker's grants: to read what it watches, and to write nothing there. */
const triggered = [
  's3:GetObject on DataBucket/<ObjectPrefix>*',
  's3:ListBucket on DataBucket where <ObjectPrefix>*',
];

const client = [
  'cloudformation:DescribeStacks on stack/<Prefix>-*',
  'cloudwatch:GetMetricData on *',
  'ecs:DescribeTasks on cluster/<Prefix>-*',
  'ecs:DescribeTasks on task/<Prefix>-*',
  'ecs:ListTasks on * where cluster/<Prefix>-*',
  'ecs:RunTask on cluster/<Prefix>-* where cluster/<Prefix>-*',
  'ecs:RunTask on task-definition/<Prefix>-* where cluster/<Prefix>-*',
  'iam:PassRole on role/<Prefix>-*-ExecutionRole-* where ecs-tasks.amazonaws.com',
  'iam:PassRole on role/<Prefix>-*-WorkerRole-* where ecs-tasks.amazonaws.com',
  'lambda:GetFunctionConfiguration on function:<Prefix>-*',
  'lambda:InvokeFunction on function:<Prefix>-*',
  'lambda:ListEventSourceMappings on *',
  'logs:FilterLogEvents on log-group:<Prefix>-*',
  'logs:FilterLogEvents on log-group:/aws/cloudformation/<Prefix>-*',
  's3:AbortMultipartUpload on <Prefix>-*/incoming/*',
  's3:AbortMultipartUpload on <Prefix>-*/runs/<Prefix>-*',
  's3:GetObject on <Prefix>-*/loose/<Prefix>-*',
  's3:GetObject on <Prefix>-*/reports/*',
  's3:GetObject on <Prefix>-*/runs/<Prefix>-*',
  's3:ListBucket on <Prefix>-* where runs/<Prefix>-*, loose/<Prefix>-*, reports/*',
  's3:PutObject on <Prefix>-*/incoming/*',
  's3:PutObject on <Prefix>-*/loose/<Prefix>-*/results/*',
  's3:PutObject on <Prefix>-*/runs/<Prefix>-*',
  'sqs:DeleteMessage on <Prefix>-*-TaskDeadLetterQueue-*',
  'sqs:GetQueueAttributes on <Prefix>-*-TaskDeadLetterQueue-*',
  'sqs:GetQueueAttributes on <Prefix>-*-TaskQueue-*',
  'sqs:ReceiveMessage on <Prefix>-*-TaskDeadLetterQueue-*',
  'sqs:SendMessage* on <Prefix>-*-TaskQueue-*',
];

/** Somebody who runs `cloudpool worker`: what workers of all pools may do, what triggers and folders add, and to find a pool. */
const person = [
  'cloudformation:DescribeStacks on stack/<Prefix>-*',
  's3:GetObject on <Prefix>-*/incoming/*',
  's3:GetObject on <Prefix>-*/loose/<Prefix>-*',
  's3:GetObject on <Prefix>-*/runs/<Prefix>-*',
  's3:ListBucket on <Prefix>-* where runs/<Prefix>-*, loose/<Prefix>-*, incoming/*',
  's3:PutObject on <Prefix>-*/loose/<Prefix>-*/attempts/*',
  's3:PutObject on <Prefix>-*/loose/<Prefix>-*/blobs/*',
  's3:PutObject on <Prefix>-*/loose/<Prefix>-*/results/*',
  's3:PutObject on <Prefix>-*/reports/*',
  's3:PutObject on <Prefix>-*/runs/<Prefix>-*/attempts/*',
  's3:PutObject on <Prefix>-*/runs/<Prefix>-*/blobs/*',
  's3:PutObject on <Prefix>-*/runs/<Prefix>-*/results/*',
  'sqs:ChangeMessageVisibility on <Prefix>-*-TaskQueue-*',
  'sqs:DeleteMessage on <Prefix>-*-TaskQueue-*',
  'sqs:GetQueueAttributes on <Prefix>-*-TaskQueue-*',
  'sqs:ReceiveMessage on <Prefix>-*-TaskQueue-*',
];

/** All policies of deployers, to be attached together. */
const deployerPolicies = ['', 'Resource', 'Network', 'Container', 'Pipeline'].map(
  part => `Deployer${part}Policy`,
);

/** What the read handler of AWS::S3::Bucket asks for (its schema in the CloudFormation registry, 2026-11). */
const bucketReads = [
  ...['Accelerate', 'Analytics', 'Encryption', 'IntelligentTiering', 'Inventory', 'Lifecycle', 'Metrics'],
  ...['Replication', 'BucketObjectLock'],
].map(name => `s3:Get${name}Configuration`);

/** Calls that name no stack: a policy can allow them only on everything. */
const REGIONAL = new Set(['DescribeStackDriftDetectionStatus', 'ListExports', 'ListImports', 'ListStacks']);

describe('grants', () => {
  it('give a worker what the protocol says, and nothing more', () => {
    expect(grantsOf(templateNamed('pool'), 'WorkerRole').toSorted()).to.deep.equal(worker.toSorted());
  });

  it('add the reading of what is watched for a trigger, and nothing more', () => {
    expect(grantsOf(templateNamed('trigger'), 'ReadWatchedObjects').toSorted()).to.deep.equal(
      triggered.toSorted(),
    );
  });

  it('let no role write what a trigger watches: the boundary would stop it', () => {
    const watched = grantsOf(templateNamed('iam'), 'Boundary').filter(grant => grant.includes('/incoming/'));
    expect(watched).to.deep.equal(['s3:GetObject on <Prefix>-*/incoming/*']);
  });

  it('give a client what the protocol says, and nothing more', () => {
    expect(grantsOf(templateNamed('iam'), 'ClientPolicy').toSorted()).to.deep.equal(client.toSorted());
  });

  it('give somebody who works from another machine what a worker has, and nothing more', () => {
    expect(grantsOf(templateNamed('iam'), 'WorkerPolicy').toSorted()).to.deep.equal(person.toSorted());
  });

  it('stay inside the boundary', () => {
    const boundary = new Set(grantsOf(templateNamed('iam'), 'Boundary').map(actionOf));
    const granted = [...worker, ...triggered].map(actionOf);
    expect(granted.filter(action => !boundary.has(action))).to.deep.equal([]);
  });

  it('give no worker the right of a client to send, and no client the right of a worker to take tasks', () => {
    expect(worker.filter(grant => grant.includes('SendMessage'))).to.deep.equal([]);
    expect(client.filter(grant => /(Receive|Delete)Message on .*-TaskQueue-/.test(grant))).to.deep.equal([]);
  });

  it('let CloudFormation read a bucket in full, as it does for attributes and drift', () => {
    const actions = grantsOf(templateNamed('deployers'), 'DeployerResourcePolicy').map(actionOf);
    const patterns = actions.map(action => new RegExp(`^${action.replaceAll('*', '.*')}$`));
    expect(bucketReads.filter(read => !patterns.some(pattern => pattern.test(read)))).to.deep.equal([]);
  });

  it('let a deployer make every call to CloudFormation that the code makes', () => {
    const folder = join(repositoryRoot, 'scripts', 'aws');
    const sources = readdirSync(folder).filter(file => file.startsWith('cloudformation'));
    const made = sources.flatMap(file =>
      [...readFileSync(join(folder, file), 'utf8').matchAll(/call\('(\w+)'/g)].map(([, name = '']) => name),
    );
    expect(made).to.include.members(['CancelUpdateStack', 'ContinueUpdateRollback', 'ListStacks']);
    const grants = grantsOf(templateNamed('deployers'), 'DeployerPolicy');
    const allowed = (name: string) =>
      grants.some(grant => {
        const [action = '', place = ''] = grant.split(' on ');
        const covers = new RegExp(`^${action.replaceAll('*', '.*')}$`).test(`cloudformation:${name}`);
        return covers && (place === '*') === REGIONAL.has(name);
      });
    expect(made.filter(name => !allowed(name))).to.deep.equal([]);
  });

  it('let a deployer count what a destroy would lose, by itself: a service role is no help there', () => {
    const own = grantsOf(templateNamed('deployers'), 'DeployerPolicy');
    expect(own).to.include.members([
      'ecr:DescribeImages on repository/<Prefix>-*',
      's3:GetBucketTagging on <Prefix>-*',
      's3:ListAllMyBuckets on *',
      's3:ListBucket on <Prefix>-*',
      's3:ListBucketVersions on <Prefix>-*',
      'sqs:GetQueueAttributes on <Prefix>-*',
    ]);
  });

  it('let a deployer stop what keeps a cluster from going, in the clusters of its prefix alone', () => {
    const tasks = grantsOf(templateNamed('deployers'), 'DeployerContainerPolicy').filter(grant =>
      /^ecs:(\w+Tasks?|RunTask) /.test(grant),
    );
    expect(tasks).to.have.members([
      'ecs:ListTasks on * where cluster/<Prefix>-*',
      'ecs:DescribeTasks on task/<Prefix>-*',
      'ecs:DescribeTasks on cluster/<Prefix>-*',
      'ecs:StopTask on task/<Prefix>-*',
      'ecs:StopTask on cluster/<Prefix>-*',
    ]);
  });

  it('let no deployer change its own limits', () => {
    const denied = statementsOf(templateNamed('deployers')).filter(({ fields }) => fields.Effect === 'Deny');
    expect(denied.map(({ at }) => at)).to.deep.equal(['DeployerPolicy/LeaveOwnLimitsAlone']);
    const stacks = listOf(denied[0]?.fields.Resource).map(place);
    expect(stacks).to.deep.equal(['stack/<StackName>/*', 'stack/<IamStackName>/*']);
    expect(listOf(denied[0]?.fields.Action)).to.include.members([
      'cloudformation:CreateStack',
      'cloudformation:ExecuteChangeSet',
      'cloudformation:UpdateStack',
    ]);
    const managed = resourcesOf(templateNamed('deployers'), 'AWS::IAM::ManagedPolicy').map(([id]) => id);
    expect(managed).to.deep.equal(deployerPolicies);
    const actions = managed.flatMap(policy => grantsOf(templateNamed('deployers'), policy).map(actionOf));
    expect(actions.filter(action => /^iam:(Create|Delete|Set)Policy|^iam:Attach/.test(action))).to.deep.equal(
      [],
    );
    expect(actions).to.not.include('iam:DeleteRolePermissionsBoundary');
  });
});
