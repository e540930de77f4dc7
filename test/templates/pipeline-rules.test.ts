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

const actionsOf = (template: PolicyTemplate) =>
  resourcesOf(template, 'AWS::CodePipeline::Pipeline')
    .flatMap(([, pipeline]) => listOf(propertiesOf(pipeline).Stages))
    .flatMap(stage => listOf(fieldsOf(stage).Actions))
    .map(fieldsOf);
const projectsOf = (template: PolicyTemplate) => resourcesOf(template, 'AWS::CodeBuild::Project');
const providerOf = (action: Fields) => String(fieldsOf(action.ActionTypeId).Provider);

/** Polling is the default, costs a minute, and starts a second execution beside the rule's. */
const waitForEvents: Rule = template =>
  judge(
    actionsOf(template).filter(action => providerOf(action) === 'CodeCommit'),
    ({ Name, Configuration }) =>
      unless(fieldsOf(Configuration).PollForSourceChanges === false, `${String(Name)} polls its repository`),
  );

const overtakeOldPushes: Rule = template =>
  judge(resourcesOf(template, 'AWS::CodePipeline::Pipeline'), ([id, pipeline]) => {
    const { PipelineType, ExecutionMode } = propertiesOf(pipeline);
    const ordered = PipelineType === 'V2' && ExecutionMode === 'SUPERSEDED';
    return unless(ordered, `${id} may release an older commit after a newer one, or each of them in turn`);
  });

const nameTheCommit: Rule = template =>
  judge(
    actionsOf(template).filter(action => providerOf(action) === 'CodeBuild'),
    ({ Name, Configuration }) =>
      unless(
        String(fieldsOf(Configuration).EnvironmentVariables).includes('"#{Source.CommitId}"'),
        `${String(Name)} does not know its commit`,
      ),
  );

/** A privileged build owns its machine: only what runs Docker gets it, and never what may change a stack. */
const privilegeOnlyDocker: Rule = template =>
  judge(projectsOf(template), ([id, project]) => {
    const { PrivilegedMode = false } = fieldsOf(propertiesOf(project).Environment);
    return unless(
      PrivilegedMode === (id === 'BuildProject'),
      `${id}: PrivilegedMode is ${String(PrivilegedMode)}`,
    );
  });

const keepReleaseOutOfReach: Rule = template =>
  judge(
    projectsOf(template).filter(([, project]) => JSON.stringify(project).includes('ReleaseRole')),
    ([id, project]) =>
      unless(
        /^version: 0\.2\n/.test(String(fieldsOf(propertiesOf(project).Source).BuildSpec)),
        `${id} takes its commands from the repository`,
      ),
  );

const endBuilds: Rule = template =>
  judge(projectsOf(template), ([id, project]) => {
    const { TimeoutInMinutes, LogsConfig } = propertiesOf(project);
    return [
      ...unless(Number(TimeoutInMinutes) <= 30, `${id} may hang for hours`),
      ...unless(
        JSON.stringify(LogsConfig ?? '').includes('"Ref":"BuildLogGroup"'),
        `${id} logs into its own group`,
      ),
    ];
  });

const bucketsOfPipelines: Rule = template =>
  judge(
    resourcesOf(template, 'AWS::S3::Bucket').filter(([id]) => id === 'PipelineBucket'),
    ([id, bucket]) => {
      const text = JSON.stringify(propertiesOf(bucket));
      return [
        ...unless(text.includes('"ExpirationInDays"'), `${id} keeps every source that was ever built`),
        ...unless(text.includes('"SSEAlgorithm":"AES256"'), `${id} has a key that every role would need`),
      ];
    },
  );

const project = (properties: string, id = 'ReleaseProject') =>
  `Resources:\n  ${id}: { Type: AWS::CodeBuild::Project, Properties: { ${properties} } }\n`;
const pipelineOf = (properties: string) =>
  `Resources:\n  P: { Type: AWS::CodePipeline::Pipeline, Properties: { ${properties} } }\n`;
const action = (provider: string, configuration: string) =>
  pipelineOf(
    `Stages: [{ Actions: [{ ActionTypeId: { Provider: ${provider} }, Configuration: { ${configuration} } }] }]`,
  );

describeRule('a source waits for events', waitForEvents, [
  action('CodeCommit', 'BranchName: main'),
  action('CodeCommit', 'PollForSourceChanges: true'),
]);
describeRule('a newer push overtakes an older one', overtakeOldPushes, [
  pipelineOf('PipelineType: V1'),
  pipelineOf('PipelineType: V2, ExecutionMode: PARALLEL'),
]);
describeRule('a build is told its commit', nameTheCommit, [action('CodeBuild', 'ProjectName: x')]);
describeRule('only a Docker build is privileged', privilegeOnlyDocker, [
  project('Environment: { PrivilegedMode: true }'),
  project('Environment: { Type: LINUX_CONTAINER }', 'BuildProject'),
]);
describeRule('a release takes no commands from what was pushed', keepReleaseOutOfReach, [
  project('ServiceRole: !GetAtt ReleaseRole.Arn, Source: { BuildSpec: scripts/release.yml }'),
  project('ServiceRole: !GetAtt ReleaseRole.Arn, Source: { Type: CODEPIPELINE }'),
]);
describeRule('a build ends, and logs where logs expire', endBuilds, [
  project('LogsConfig: { CloudWatchLogs: { GroupName: !Ref BuildLogGroup } }'),
  project('TimeoutInMinutes: 20'),
]);
describeRule('the bucket of a pipeline forgets, under a key that needs no grants', bucketsOfPipelines, [
  'Resources:\n  PipelineBucket: { Type: AWS::S3::Bucket }\n',
]);
