import {
  describeRule,
  fieldsOf,
  judge,
  listOf,
  mappingsIn,
  propertiesOf,
  resourcesOf,
  unless,
} from '../support/policy.ts';
import type { Fields, PolicyTemplate, Rule } from '../support/templates.ts';

const definitions = (template: PolicyTemplate) => resourcesOf(template, 'AWS::ECS::TaskDefinition');
const containers = (template: PolicyTemplate) =>
  definitions(template).flatMap(([id, definition]) =>
    listOf(propertiesOf(definition).ContainerDefinitions).map(
      container => [id, fieldsOf(container)] as const,
    ),
  );

/** A task is untrusted code on somebody's account: it gets a user without rights on a disk that it cannot change. */
const hardenContainers: Rule = template =>
  judge(containers(template), ([id, container]) => {
    const linux = fieldsOf(container.LinuxParameters);
    return [
      ...unless(/^[1-9]\d*:[1-9]\d*$/.test(String(container.User)), `${id} may run as root`),
      ...unless(container.ReadonlyRootFilesystem === true, `${id} may change its own files`),
      ...unless(container.Privileged !== true, `${id} is privileged`),
      ...unless(
        listOf(fieldsOf(linux.Capabilities).Drop).includes('ALL'),
        `${id} keeps rights of the kernel that it does not need`,
      ),
      ...unless(linux.InitProcessEnabled === true, `${id} leaves dead processes behind`),
    ];
  });

/** Functions may write to /tmp. On a disk that cannot be changed that takes a volume. */
const giveScratchSpace: Rule = template =>
  judge(definitions(template), ([id, definition]) => {
    const { Volumes, ContainerDefinitions } = propertiesOf(definition);
    const volumes = listOf(Volumes).map(volume => fieldsOf(volume).Name);
    return listOf(ContainerDefinitions).flatMap(one => {
      const mounts = listOf(fieldsOf(one).MountPoints).map(fieldsOf);
      const isGiven = mounts.some(
        ({ SourceVolume, ContainerPath }) => ContainerPath === '/tmp' && volumes.includes(SourceVolume),
      );
      return unless(isGiven, `${id} has nowhere to write`);
    });
  });

/** Spot tells two minutes before: a worker that is killed earlier cannot give back what it holds. */
const leaveTimeToDrain: Rule = template =>
  judge(containers(template), ([id, { StopTimeout, Essential }]) => [
    ...unless(StopTimeout === 120, `${id} is killed ${String(StopTimeout)} s after SIGTERM`),
    ...unless(Essential === true, `${id} lives on without its worker`),
  ]);

const logIntoDeclaredGroups: Rule = template =>
  judge(containers(template), ([id, container]) => {
    const { LogDriver, Options } = fieldsOf(container.LogConfiguration);
    const { 'awslogs-group': group, mode } = fieldsOf(Options);
    const known = resourcesOf(template, 'AWS::Logs::LogGroup').map(([name]) => name);
    return [
      ...unless(
        LogDriver === 'awslogs' && known.includes(String(fieldsOf(group).Ref)),
        `${id} logs into a group that nobody declared`,
      ),
      ...unless(mode === 'non-blocking', `${id} stands still when its log does`),
    ];
  });

/** What a container is told has no secrets in it, and each name once. */
const tellWhatTheWorkerReads: Rule = template =>
  judge(containers(template), ([id, container]) => {
    const names = listOf(container.Environment).map(item => String(fieldsOf(item).Name));
    const needed = [
      'POOL',
      'BUCKET',
      'QUEUE_URL',
      'FUNCTION',
      'SETTINGS',
      'CPU',
      'MEMORY',
      'IDLE_SECONDS',
      'TASK',
    ];
    return [
      ...needed
        .map(name => `CLOUDPOOL_${name}`)
        .filter(name => !names.includes(name))
        .map(name => `${id} does not tell ${name}`),
      ...unless(new Set(names).size === names.length, `${id} tells a name twice`),
    ];
  });

const runOnFargate: Rule = template =>
  judge(definitions(template), ([id, definition]) => {
    const { Family, NetworkMode, RequiresCompatibilities, RuntimePlatform } = propertiesOf(definition);
    return [
      ...unless(listOf(RequiresCompatibilities).join() === 'FARGATE', `${id} is not for Fargate alone`),
      ...unless(NetworkMode === 'awsvpc', `${id} has no network interface of its own`),
      ...unless(fieldsOf(Family).Ref === 'AWS::StackName', `${id} is of a family that nobody finds`),
      ...unless(
        fieldsOf(RuntimePlatform).CpuArchitecture !== undefined,
        `${id} leaves its processor to chance`,
      ),
    ];
  });

const keepTags: Rule = template =>
  judge(resourcesOf(template, 'AWS::ECR::Repository'), ([id, repository]) => {
    const properties = propertiesOf(repository);
    const lifecycle = String(fieldsOf(properties.LifecyclePolicy).LifecyclePolicyText ?? '{}');
    const rules = listOf((JSON.parse(lifecycle) as Fields).rules).map(rule =>
      fieldsOf(fieldsOf(rule).selection),
    );
    return [
      ...unless(properties.ImageTagMutability === 'IMMUTABLE', `${id} lets a tag be pushed again`),
      ...unless(properties.EmptyOnDelete === true, `${id} blocks the end of its stack`),
      ...unless(fieldsOf(properties.ImageScanningConfiguration).ScanOnPush === true, `${id} scans no image`),
      ...unless(
        rules.some(({ tagStatus }) => tagStatus === 'untagged'),
        `${id} keeps images without a tag`,
      ),
      ...unless(
        rules.every(({ tagStatus, countNumber }) => tagStatus === 'untagged' || Number(countNumber) >= 50),
        `${id} throws away what a rollback needs`,
      ),
    ];
  });

/** A schedule names the family, so that a release does not touch it, and never Spot, because nobody starts its task again. */
const startFromSchedules: Rule = template =>
  judge(resourcesOf(template, 'AWS::Scheduler::Schedule'), ([id, schedule]) => {
    const target = fieldsOf(propertiesOf(schedule).Target);
    const { TaskDefinitionArn, LaunchType, NetworkConfiguration } = fieldsOf(target.EcsParameters);
    const input = JSON.stringify(target.Input ?? '');
    const [role] = listOf(fieldsOf(target.RoleArn)['Fn::GetAtt']);
    return [
      ...unless(
        JSON.stringify(TaskDefinitionArn ?? '').endsWith(`/\${AWS::StackName}"}`),
        `${id} pins a revision`,
      ),
      ...unless(LaunchType === 'FARGATE', `${id} may lose its task to Spot`),
      ...unless(NetworkConfiguration !== undefined, `${id} starts a task without a network`),
      ...unless(
        input.includes('CLOUDPOOL_TASK_ID') && input.includes('<aws.scheduler.scheduled-time>'),
        `${id} does its work twice when it fires twice`,
      ),
      ...unless(String(role).endsWith('Role'), `${id} has no role of its own`),
      ...unless(fieldsOf(target.RetryPolicy).MaximumEventAgeInSeconds !== undefined, `${id} tries for ever`),
    ];
  });

/** Every network configuration of a task, of schedules and of rules, is the network stack's. */
const stayInTheNetwork: Rule = template =>
  judge(
    [...mappingsIn(template.content.Resources ?? null)].flatMap(item => {
      const configuration = item.AwsvpcConfiguration ?? item.AwsVpcConfiguration;
      return configuration === undefined ? [] : [fieldsOf(configuration)];
    }),
    ({ Subnets, SecurityGroups, AssignPublicIp }) =>
      (
        [
          ['WorkerSubnetIds', Subnets],
          ['WorkerSecurityGroupId', SecurityGroups],
          ['AssignPublicIp', AssignPublicIp],
        ] as const
      )
        .filter(([name, value]) => !JSON.stringify(value ?? '').includes(`\${NetworkStackName}-${name}`))
        .map(([name]) => `a task does not take ${name} from the network stack`),
  );

const container = (fields: string) =>
  `Resources:\n  T: { Type: AWS::ECS::TaskDefinition, Properties: { ContainerDefinitions: [{ ${fields} }] } }\n`;
const hardened = [
  "User: '1000:1000'",
  'ReadonlyRootFilesystem: true',
  'LinuxParameters: { InitProcessEnabled: true, Capabilities: { Drop: [ALL] } }',
];
const without = (index: number, instead = '') =>
  container([...hardened.filter((_, at) => at !== index), instead].filter(Boolean).join(', '));
const resource = (type: string, properties: string) =>
  `Resources:\n  R: { Type: ${type}, Properties: { ${properties} } }\n`;
const image =
  'ImageTagMutability: IMMUTABLE, EmptyOnDelete: true, ImageScanningConfiguration: { ScanOnPush: true }';
const lifecycle = (rules: string) => `LifecyclePolicy: { LifecyclePolicyText: '{"rules": [${rules}]}' }`;
const untagged = '{"selection": {"tagStatus": "untagged"}}';
const few = '{"selection": {"tagStatus": "any", "countNumber": 3}}';

describeRule('a container has no rights it does not need', hardenContainers, [
  container('Name: worker'),
  without(0),
  without(0, "User: '0:0'"),
  without(0, 'User: root'),
  without(1),
  without(2),
  container([...hardened, 'Privileged: true'].join(', ')),
]);
describeRule('a container may write to /tmp', giveScratchSpace, [
  container('Name: worker'),
  container('MountPoints: [{ SourceVolume: gone, ContainerPath: /tmp }]'),
]);
describeRule('a container has two minutes to give back what it holds', leaveTimeToDrain, [
  container('Essential: true'),
  container('Essential: true, StopTimeout: 30'),
  container('StopTimeout: 120'),
]);
describeRule('a container logs into a declared group, and does not wait for it', logIntoDeclaredGroups, [
  container('Name: worker'),
  container(
    'LogConfiguration: { LogDriver: awslogs, Options: { awslogs-group: !Ref Gone, mode: non-blocking } }',
  ),
]);
describeRule('a container is told what a worker reads', tellWhatTheWorkerReads, [
  container('Environment: [{ Name: CLOUDPOOL_POOL, Value: p }]'),
]);
describeRule('a task definition is for Fargate, in the family of its stack', runOnFargate, [
  container('Name: worker'),
  resource('AWS::ECS::TaskDefinition', 'RequiresCompatibilities: [EC2], NetworkMode: bridge, Family: x'),
]);
describeRule('a tag of an image stays what it was', keepTags, [
  resource('AWS::ECR::Repository', lifecycle(untagged)),
  resource('AWS::ECR::Repository', image),
  resource('AWS::ECR::Repository', `${image}, ${lifecycle(`${untagged}, ${few}`)}`),
]);
describeRule('a schedule starts one task that does its work once', startFromSchedules, [
  resource(
    'AWS::Scheduler::Schedule',
    'Target: { EcsParameters: { TaskDefinitionArn: !Ref TaskDefinition } }',
  ),
  resource('AWS::Scheduler::Schedule', 'Target: { Input: x }'),
]);
describeRule('a task runs in the network stack', stayInTheNetwork, [
  resource(
    'AWS::Events::Rule',
    'Targets: [{ AwsVpcConfiguration: { Subnets: [a], AssignPublicIp: ENABLED } }]',
  ),
]);
