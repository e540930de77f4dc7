import { expect } from 'chai';
import { actionOf, grantsOf } from '../support/grants.ts';
import { fieldsOf, propertiesOf, resourcesOf, statementsOf } from '../support/policy.ts';
import { templateNamed } from '../support/templates.ts';

const FAMILY = '<FargateStackName>-TaskDefinitionFamily';
const CLUSTER = '<FargateStackName>-ClusterArn';

/** What stands around container workers, word for word: no action more, no place more. */
const granted = {
  fargate: {
    ExecutionRole: [
      'ecr:BatchCheckLayerAvailability on Repository',
      'ecr:BatchGetImage on Repository',
      'ecr:GetDownloadUrlForLayer on Repository',
      'ecr:GetAuthorizationToken on *',
      'logs:CreateLogStream on WorkerLogGroup',
      'logs:PutLogEvents on WorkerLogGroup',
    ],
    ScheduleRole: [
      'ecs:RunTask on task-definition/<StackName> where Cluster',
      'ecs:RunTask on task-definition/<StackName>:* where Cluster',
      'ecs:RunTask on Cluster where Cluster',
      'iam:PassRole on ExecutionRole where ecs-tasks.amazonaws.com',
      'iam:PassRole on <PoolStackName>-WorkerRoleArn where ecs-tasks.amazonaws.com',
    ],
  },
  wake: {
    WakeRole: [
      `ecs:RunTask on task-definition/${FAMILY} where ${CLUSTER}`,
      `ecs:RunTask on task-definition/${FAMILY}:* where ${CLUSTER}`,
      'iam:PassRole on <FargateStackName>-TaskRoleArn where ecs-tasks.amazonaws.com',
      'iam:PassRole on <FargateStackName>-ExecutionRoleArn where ecs-tasks.amazonaws.com',
    ],
  },
  folders: {
    ReadObjects: [
      's3:GetObject on DataBucket/<ReadPrefix>*',
      's3:ListBucket on DataBucket where <ReadPrefix>*',
    ],
    WriteReports: ['s3:PutObject on DataBucket/<ReportPrefix>*'],
  },
} as const;

/** Whom each role trusts, besides the account that every one of them names. */
const trusted = {
  'pool.WorkerRole': [['lambda.amazonaws.com', 'ecs-tasks.amazonaws.com'], undefined],
  'fargate.ExecutionRole': ['ecs-tasks.amazonaws.com', undefined],
  'fargate.ScheduleRole': ['scheduler.amazonaws.com', 'schedule-group/default'],
  'wake.WakeRole': ['events.amazonaws.com', `rule/\${AWS::StackName}-*`],
} as const;

const owners = Object.entries(granted).flatMap(([template, roles]) =>
  Object.entries(roles).map(([owner, grants]) => ({ template, owner, grants })),
);

describe('grants around containers', () => {
  for (const { template, owner, grants } of owners) {
    it(`give ${owner} of ${template}.yaml what it needs, and nothing more`, () => {
      expect(grantsOf(templateNamed(template), owner)).to.have.members(grants);
    });
  }

  it('leave out no role and no policy of these templates', () => {
    for (const name of Object.keys(granted)) {
      const found = resourcesOf(templateNamed(name), 'AWS::IAM::Role', 'AWS::IAM::Policy').map(([id]) => id);
      expect(found).to.have.members(owners.filter(({ template }) => template === name).map(o => o.owner));
    }
  });

  it('stay inside the boundary', () => {
    const boundary = new Set(grantsOf(templateNamed('iam'), 'Boundary').map(actionOf));
    const beyond = owners.flatMap(({ grants }) => grants.map(actionOf)).filter(name => !boundary.has(name));
    expect(beyond).to.deep.equal([]);
  });

  it('let the boundary start containers and pass roles below the prefix alone, to containers alone', () => {
    const boundary = grantsOf(templateNamed('iam'), 'Boundary');
    expect(boundary.filter(grant => /^(ecs:RunTask|iam:)/.test(grant))).to.have.members([
      'ecs:RunTask on task-definition/<Prefix>-*',
      'ecs:RunTask on cluster/<Prefix>-*',
      'iam:PassRole on role/<Prefix>-*-WorkerRole-* where ecs-tasks.amazonaws.com',
      'iam:PassRole on role/<Prefix>-*-ExecutionRole-* where ecs-tasks.amazonaws.com',
    ]);
    expect(boundary.filter(grant => grant.includes('/reports/'))).to.deep.equal([
      's3:PutObject on <Prefix>-*/reports/*',
    ]);
  });

  for (const [name, [service, source]] of Object.entries(trusted)) {
    it(`let ${name} be taken by ${service} alone`, () => {
      const [template = '', role] = name.split('.');
      const trust = statementsOf(templateNamed(template)).filter(
        statement => statement.trust && statement.at.startsWith(`${role}/`),
      );
      expect(trust.map(({ fields }) => fieldsOf(fields.Principal).Service)).to.deep.equal([service]);
      const condition = JSON.stringify(trust[0]?.fields.Condition);
      expect(condition).to.contain('aws:SourceAccount');
      if (source !== undefined) expect(condition).to.contain('aws:SourceArn').and.contain(source);
    });
  }

  it('give a container the role of its pool, which is not the one that starts it', () => {
    const [, definition = {}] = resourcesOf(templateNamed('fargate'), 'AWS::ECS::TaskDefinition')[0] ?? [];
    const { TaskRoleArn, ExecutionRoleArn } = propertiesOf(definition);
    expect(JSON.stringify(TaskRoleArn)).to.contain(`\${PoolStackName}-WorkerRoleArn`);
    expect(ExecutionRoleArn).to.deep.equal({ 'Fn::GetAtt': ['ExecutionRole', 'Arn'] });
  });

  it('let a deployer hand on exactly the roles that these templates make, each to its own service', () => {
    const passed = grantsOf(templateNamed('deployers'), 'DeployerContainerPolicy');
    expect(passed.filter(grant => grant.startsWith('iam:PassRole'))).to.have.members([
      'iam:PassRole on role/<Prefix>-*-WorkerRole-* where ecs-tasks.amazonaws.com',
      'iam:PassRole on role/<Prefix>-*-ExecutionRole-* where ecs-tasks.amazonaws.com',
      'iam:PassRole on role/<Prefix>-*-ScheduleRole-* where scheduler.amazonaws.com',
      'iam:PassRole on role/<Prefix>-*-WakeRole-* where events.amazonaws.com',
    ]);
  });
});
