import type { BadCase } from './workspace.ts';

const oneStack = `region: us-east-1
prefix: p
stacks:
  a: { template: x }
`;
const topic = 'Resources:\n  Topic: { Type: AWS::SNS::Topic }\n';

/** Bad names and limits, and exactly what `check` says about each. */
export const badLimits: readonly BadCase[] = [
  {
    it: 'a bucket name that is too long',
    environment: `region: us-east-1
prefix: p
stacks:
  a: { template: x }
`,
    files: {
      'templates/x.yaml': `Resources:
  Bucket:
    Type: AWS::S3::Bucket
    Properties: { BucketName: !Sub '\${AWS::StackName}-\${AWS::AccountId}-\${AWS::Region}-a-very-long-name-for-the-artifacts-of-it' }
`,
    },
    says: [
      `templates/x.yaml:4:36 NAME_LENGTH the stack a names Bucket p-a-\${AWS::AccountId}-us-east-1-a-very-long-name-for-the-artifacts-of-it: 67 characters, at most 63 fit | Shorten the prefix or the key.`,
    ],
  },
  {
    it: 'a bucket name with capitals',
    environment: `region: us-east-1
prefix: p
stacks:
  a: { template: x }
`,
    files: {
      'templates/x.yaml': `Resources:
  Bucket:
    Type: AWS::S3::Bucket
    Properties: { BucketName: !Sub '\${AWS::StackName}-Data' }
`,
    },
    says: [
      `templates/x.yaml:4:36 BUCKET_NAME the stack a names the bucket Bucket 'p-a-Data' | A bucket takes 3 to 63 lower-case letters, digits, dots and hyphens.`,
    ],
  },
  {
    it: 'a stack whose scheduled tasks get ids that are too long',
    environment: `region: us-east-1
prefix: p
stacks:
  ${'n'.repeat(106)}: { template: x, parameters: { Schedule: rate(1 day) } }
  ${'n'.repeat(105)}: { template: x, parameters: { Schedule: rate(1 day) } }
  ${'m'.repeat(106)}: { template: x }
`,
    files: {
      'templates/x.yaml': `Parameters:
  Schedule: { Type: String, Default: '' }
Conditions:
  HasSchedule: !Not [ !Equals [ !Ref Schedule, '' ] ]
Resources:
  Cluster: { Type: AWS::ECS::Cluster }
  Nightly:
    Type: AWS::Scheduler::Schedule
    Condition: HasSchedule
    Properties:
      ScheduleExpression: !Ref Schedule
      Target:
        Input: !Sub >-
          {"containerOverrides": [{"name": "worker", "environment": [
          {"name": "CLOUDPOOL_TASK_ID", "value": "\${AWS::StackName}-<aws.scheduler.scheduled-time>"}]}]}
`,
    },
    says: [
      `templates/x.yaml:13:21 NAME_LENGTH the stack ${'n'.repeat(106)} names its scheduled tasks p-${'n'.repeat(106)}-2026-11-22T03:00:00Z: 129 characters, at most 128 fit | Shorten the prefix or the key.`,
    ],
  },
  {
    it: 'schedules at times that no clock shows',
    environment: `region: us-east-1
prefix: p
stacks:
  hour: { template: x, parameters: { Schedule: cron(0 25 * * ? *) } }
  minute: { template: x, parameters: { Schedule: cron(5-60 2 ? * MON-FRI *) } }
  month: { template: x, parameters: { Schedule: 'cron(0 2 31 JAN,FOO ? *)' } }
  step: { template: x, parameters: { Schedule: cron(0/0 2 * * ? *) } }
  weekday: { template: x, parameters: { Schedule: cron(0 2 ? * 0 *) } }
  good: { template: x, parameters: { Schedule: 'cron(0/15 8-18 L JAN,JUN-AUG ? 2026-2030)' } }
  fine: { template: x, parameters: { Schedule: 'cron(5,35 14 ? * 6#3 *)' } }
  rate: { template: x, parameters: { Schedule: rate(1 day) } }
`,
    files: {
      'templates/x.yaml': `Parameters:
  Schedule: { Type: String }
Resources:
  Clock: { Type: AWS::Events::Rule, Properties: { ScheduleExpression: !Ref Schedule } }
`,
    },
    says: [
      'environments/test.yaml:4:48 SCHEDULE the stack hour starts Clock at cron(0 25 * * ? *): 25 is no hour | cron(minutes hours day-of-month month day-of-week year): an hour is 0 to 23.',
      'environments/test.yaml:5:50 SCHEDULE the stack minute starts Clock at cron(5-60 2 ? * MON-FRI *): 5-60 is no minute | cron(minutes hours day-of-month month day-of-week year): a minute is 0 to 59.',
      'environments/test.yaml:6:49 SCHEDULE the stack month starts Clock at cron(0 2 31 JAN,FOO ? *): JAN,FOO is no month | cron(minutes hours day-of-month month day-of-week year): a month is 1 to 12, or JAN to DEC.',
      'environments/test.yaml:7:48 SCHEDULE the stack step starts Clock at cron(0/0 2 * * ? *): 0/0 is no minute | cron(minutes hours day-of-month month day-of-week year): a minute is 0 to 59.',
      'environments/test.yaml:8:51 SCHEDULE the stack weekday starts Clock at cron(0 2 ? * 0 *): 0 is no day of the week | cron(minutes hours day-of-month month day-of-week year): a day of the week is 1 to 7, or SUN to SAT.',
    ],
  },
  {
    it: 'more concurrency than is reserved',
    environment: `region: us-east-1
prefix: p
stacks:
  a: { template: x, parameters: { MaximumConcurrency: 20, ReservedConcurrency: 10 } }
`,
    files: {
      'templates/x.yaml': `Parameters:
  MaximumConcurrency: { Type: Number }
  ReservedConcurrency: { Type: Number }
Conditions:
  Reserves: !Not [ !Equals [ !Ref ReservedConcurrency, 0 ] ]
Resources:
  Worker:
    Type: AWS::Lambda::Function
    Properties: { ReservedConcurrentExecutions: !If [ Reserves, !Ref ReservedConcurrency, !Ref 'AWS::NoValue' ] }
  Mapping:
    Type: AWS::Lambda::EventSourceMapping
    Properties: { FunctionName: !Ref Worker, ScalingConfig: { MaximumConcurrency: !Ref MaximumConcurrency } }
`,
    },
    says: [
      'environments/test.yaml:4:55 CONCURRENCY the stack a lets Mapping run 20 at once, but reserves 10 for Worker | MaximumConcurrency must be at most ReservedConcurrency: throttled deliveries end in the dead-letter queue.',
    ],
  },
  {
    it: 'a template of more bytes than a request takes',
    environment: oneStack,
    files: { 'templates/x.yaml': `${topic}#${'x'.repeat(51_200)}\n` },
    says: [
      'templates/x.yaml:1:1 TEMPLATE_TOO_LARGE the template has 51248 bytes; CloudFormation takes at most 51200 in a request | Split the template: one concern a stack.',
    ],
  },
  {
    it: 'more outputs than CloudFormation takes',
    environment: oneStack,
    files: { 'templates/x.yaml': `${topic}Outputs:\n${repeat(201, n => `  O${n}: { Value: v }\n`)}` },
    says: [
      'templates/x.yaml:3:1 TEMPLATE_TOO_LARGE the section Outputs has 201 entries; CloudFormation takes at most 200 | Split the template.',
    ],
  },
  {
    it: 'more parameters than CloudFormation takes',
    environment: oneStack,
    files: {
      'templates/x.yaml': `${topic}Parameters:\n${repeat(201, n => `  P${n}: { Type: String, Default: v }\n`)}`,
    },
    says: [
      'templates/x.yaml:3:1 TEMPLATE_TOO_LARGE the section Parameters has 201 entries; CloudFormation takes at most 200 | Split the template.',
    ],
  },
  {
    it: 'a loop that writes more resources than CloudFormation takes',
    environment: oneStack,
    files: {
      'templates/x.yaml': `Transform: AWS::LanguageExtensions
Resources:
  Fn::ForEach::L: [ N, [ ${repeat(501, n => `${n}, `)} ], { 'T\${N}': { Type: AWS::SNS::Topic } } ]
`,
    },
    says: [
      'templates/x.yaml:2:1 TEMPLATE_TOO_LARGE the section Resources has 501 entries; CloudFormation takes at most 500 | Split the template.',
    ],
  },
];

function repeat(count: number, write: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => write(index)).join('');
}
