import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { actionOf, grantsOf } from '../support/grants.ts';
import { fieldsOf, listOf, propertiesOf, resourcesOf } from '../support/policy.ts';
import { type Fields, type PolicyTemplate, repositoryRoot, templateNamed } from '../support/templates.ts';

/** The grants of the four roles, word for word. */
const granted = {
  EventRole: ['codepipeline:StartPipelineExecution on <Pipeline>'],
  PipelineRole: [
    'codecommit:CancelUploadArchive on Repository',
    'codecommit:GetBranch on Repository',
    'codecommit:GetCommit on Repository',
    'codecommit:GetUploadArchiveStatus on Repository',
    'codecommit:UploadArchive on Repository',
    's3:GetObject on <PipelineBucket.Arn>/*',
    's3:GetObjectVersion on <PipelineBucket.Arn>/*',
    's3:PutObject on <PipelineBucket.Arn>/*',
    's3:GetBucketAcl on PipelineBucket',
    's3:GetBucketLocation on PipelineBucket',
    's3:GetBucketVersioning on PipelineBucket',
    's3:ListBucket on PipelineBucket',
    'codebuild:BatchGetBuilds on BuildProject',
    'codebuild:BatchGetBuilds on ReleaseProject',
    'codebuild:StartBuild on BuildProject',
    'codebuild:StartBuild on ReleaseProject',
    'codebuild:StopBuild on BuildProject',
    'codebuild:StopBuild on ReleaseProject',
  ],
  BuildRole: [
    's3:GetObject on <PipelineBucket.Arn>/*',
    's3:GetObjectVersion on <PipelineBucket.Arn>/*',
    's3:ListBucket on PipelineBucket',
    'ecr:BatchCheckLayerAvailability on repository/<FargateStackName>-RepositoryName',
    'ecr:BatchGetImage on repository/<FargateStackName>-RepositoryName',
    'ecr:CompleteLayerUpload on repository/<FargateStackName>-RepositoryName',
    'ecr:InitiateLayerUpload on repository/<FargateStackName>-RepositoryName',
    'ecr:PutImage on repository/<FargateStackName>-RepositoryName',
    'ecr:UploadLayerPart on repository/<FargateStackName>-RepositoryName',
    'ecr:GetAuthorizationToken on *',
    'logs:CreateLogStream on BuildLogGroup',
    'logs:PutLogEvents on BuildLogGroup',
  ],
  ReleaseRole: [
    's3:GetObject on <PipelineBucket.Arn>/*',
    's3:GetObjectVersion on <PipelineBucket.Arn>/*',
    's3:ListBucket on PipelineBucket',
    'cloudformation:DescribeStacks on stack/<FargateStackName>/*',
    'cloudformation:UpdateStack on stack/<FargateStackName>/*',
    'ecs:RegisterTaskDefinition on task-definition/<FargateStackName>-TaskDefinitionFamily:*',
    'ecs:TagResource on task-definition/<FargateStackName>-TaskDefinitionFamily:*',
    'ecs:DeregisterTaskDefinition on *',
    'ecs:DescribeTaskDefinition on *',
    'iam:PassRole on <FargateStackName>-TaskRoleArn where ecs-tasks.amazonaws.com',
    'iam:PassRole on <FargateStackName>-ExecutionRoleArn where ecs-tasks.amazonaws.com',
    'logs:CreateLogStream on BuildLogGroup',
    'logs:PutLogEvents on BuildLogGroup',
  ],
} as const;

const roles = Object.keys(granted) as (keyof typeof granted)[];

describe('the roles of a pipeline', () => {
  const pipeline = templateNamed('pipeline');

  it('are four', () => {
    expect(resourcesOf(pipeline, 'AWS::IAM::Role').map(([id]) => id)).to.have.members(roles);
  });

  for (const role of roles) {
    it(`grant ${role} what its part needs, and nothing more`, () => {
      const missing = granted[role].filter(grant => !grantsIn(pipeline, role).includes(grant));
      expect(missing).to.deep.equal([]);
      expect(grantsIn(pipeline, role)).to.have.lengthOf(granted[role].length);
    });
  }

  it('stay inside the boundary of pipelines, which has nothing that no role needs', () => {
    const boundary = new Set(grantsOf(templateNamed('iam'), 'PipelineBoundary').map(actionOf));
    const needed = new Set(roles.flatMap(role => granted[role].map(actionOf)));
    expect(needed.difference(boundary)).to.deep.equal(new Set());
    expect(boundary.difference(needed)).to.deep.equal(new Set());
  });

  it('let nobody but the release touch a stack, and nobody but the build push', () => {
    const holders = (pattern: RegExp) =>
      roles.filter(role => grantsIn(pipeline, role).some(grant => pattern.test(grant)));
    expect(holders(/^cloudformation:|^iam:|^ecs:/)).to.deep.equal(['ReleaseRole']);
    expect(holders(/^ecr:/)).to.deep.equal(['BuildRole']);
  });

  it('are given to their service by a deployer', () => {
    const passed = grantsOf(templateNamed('deployers'), 'DeployerPipelinePolicy').filter(
      grant => actionOf(grant) === 'iam:PassRole',
    );
    for (const role of roles) {
      const trust = propertiesOf(roleNamed(pipeline, role)).AssumeRolePolicyDocument ?? null;
      const service = /"Service":"([\w.-]+)"/.exec(JSON.stringify(trust))?.[1];
      expect(passed, role).to.include(`iam:PassRole on role/<Prefix>-*-${role}-* where ${service}`);
    }
  });
});

describe('the buildspec of a pipeline', () => {
  const [, project = {}] = resourcesOf(templateNamed('pipeline')).find(([id]) => id === 'BuildProject') ?? [];

  it('is in the repository, where the template looks for it', () => {
    const file = String(fieldsOf(propertiesOf(project).Source).BuildSpec);
    expect(existsSync(join(repositoryRoot, file))).to.equal(true);
  });

  it('asks for no variable that it is not given, and is given none for nothing', () => {
    const text = readFileSync(join(repositoryRoot, 'scripts/image/buildspec.yml'), 'utf8');
    const asked = [...text.matchAll(/\$\{?([A-Z_]+)/g)].map(([, name]) => name);
    const { EnvironmentVariables } = fieldsOf(propertiesOf(project).Environment);
    const given = listOf(EnvironmentVariables).map(variable => fieldsOf(variable).Name);
    // COMMIT comes with each execution; PATH and PWD are the shell's.
    expect(new Set(asked)).to.deep.equal(new Set([...given, 'COMMIT', 'PATH', 'PWD']));
  });
});

function grantsIn(template: PolicyTemplate, role: string): readonly string[] {
  // One statement for a bucket and its objects: each action counts where it has a meaning.
  return grantsOf(template, role).filter(
    grant => !/^s3:ListBucket on .*\/\*$|^s3:(Get|Put)Object(Version)? on PipelineBucket$/.test(grant),
  );
}

function roleNamed(template: PolicyTemplate, name: string): Fields {
  return resourcesOf(template, 'AWS::IAM::Role').find(([id]) => id === name)?.[1] ?? {};
}
