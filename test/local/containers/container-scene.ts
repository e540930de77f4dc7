import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  GetLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import {
  CreateClusterCommand,
  DescribeTasksCommand,
  ECSClient,
  RegisterTaskDefinitionCommand,
  RunTaskCommand,
  type Task,
} from '@aws-sdk/client-ecs';
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { type LocalSandbox, localSandbox } from '../local-sandbox.ts';

const ACCOUNT = '000000000000';
/** The emulator's own root. */
export const ROOT_USER = { accessKeyId: 'test', secretAccessKey: 'test' };
/** What Fargate needs of an execution role. */
export const EXECUTION = [
  'ecr:GetAuthorizationToken',
  'ecr:BatchGetImage',
  'ecr:GetDownloadUrlForLayer',
  'logs:CreateLogStream',
  'logs:PutLogEvents',
];
export const CLUSTER = `arn:aws:ecs:us-east-1:${ACCOUNT}:cluster/scene`;

/** What the image of the scene does is told by the variable MODE. */
const PROGRAM = `
const { MODE, CODE } = process.env;
if (MODE === 'tell' || MODE === 'offer') console.log(JSON.stringify(process.env));
if (MODE === 'offer') setTimeout(() => {}, 60_000);
if (MODE === 'print') { for (let n = 0; n < 3000; n++) console.log('line ' + n); console.error('last'); process.exitCode = Number(CODE); }
if (MODE === 'wait') { setInterval(() => {}, 1000); process.on('SIGTERM', () => { console.log('drained'); process.exit(0); }); console.log('waits'); }
if (MODE === 'stay') { setInterval(() => {}, 1000); process.on('SIGTERM', () => console.log('asked')); console.log('stays'); }
`;

/** An emulator with an agent, a cluster, two roles, a log group, and the image `scene`. */
export interface ContainerScene {
  readonly sandbox: LocalSandbox;
  readonly ecs: ECSClient;
  readonly iam: IAMClient;
  role(
    name: string,
    options?: { readonly trusted?: string; readonly actions?: readonly string[] },
  ): Promise<string>;
  /** Starts one task and returns its ARN. */
  run(options?: TaskOptions): Promise<string>;
  /** Waits until the task is over. */
  over(arn: string): Promise<Task>;
  /** Waits until the task has logged a line, and returns all its lines. */
  log(arn: string, line?: RegExp): Promise<readonly string[]>;
  dispose(): Promise<void>;
}

export interface TaskOptions {
  readonly mode?: string;
  readonly tag?: string;
  readonly code?: number;
  readonly stopTimeout?: number;
  readonly taskRole?: string;
  readonly executionRole?: string;
}

export async function openScene(): Promise<ContainerScene> {
  const sandbox = localSandbox();
  const { emulator } = await sandbox.start();
  writeImage(sandbox.stateDir, 'scene');
  const target = { region: 'us-east-1', endpoint: String(emulator.address), credentials: ROOT_USER };
  const [ecs, iam, logs] = [new ECSClient(target), new IAMClient(target), new CloudWatchLogsClient(target)];
  await ecs.send(new CreateClusterCommand({ clusterName: 'scene' }));
  await logs.send(new CreateLogGroupCommand({ logGroupName: 'scene' }));
  const role = (name: string, options?: RoleOptions) => createRole(iam, name, options);
  const roles = {
    taskRoleArn: await role('task', { actions: ['s3:CreateBucket'] }),
    executionRoleArn: await role('execution', { actions: EXECUTION }),
  };
  const describe = async (arn: string) => {
    const { tasks = [] } = await ecs.send(new DescribeTasksCommand({ cluster: CLUSTER, tasks: [arn] }));
    return tasks[0] ?? {};
  };
  return {
    sandbox,
    ecs,
    iam,
    role,
    run: options => runTask(ecs, roles, options),
    over: arn =>
      until(`the end of ${arn}`, async () => {
        const task = await describe(arn);
        return task.lastStatus === 'STOPPED' ? task : undefined;
      }),
    log: (arn, line = /./) =>
      until(`${line} in the log`, async () => {
        const lines = await readLog(logs, `containers/worker/${arn.split('/').at(-1)}`);
        return lines.some(text => line.test(text)) ? lines : undefined;
      }),
    dispose: async () => {
      for (const client of [ecs, iam, logs]) client.destroy();
      await sandbox.dispose();
    },
  };
}

/** Asks until there is an answer, for at most 15 s. */
export async function until<Answer>(what: string, ask: () => Promise<Answer | undefined>): Promise<Answer> {
  for (const deadline = Date.now() + 15_000; Date.now() < deadline; ) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    await new Promise(resolve => setTimeout(resolve, 50));
  }
  throw new Error(`waited in vain for ${what}`);
}

interface RoleOptions {
  readonly trusted?: string;
  readonly actions?: readonly string[];
}

async function createRole(
  iam: IAMClient,
  RoleName: string,
  { trusted = 'ecs-tasks.amazonaws.com', actions = ['s3:GetObject'] }: RoleOptions = {},
): Promise<string> {
  const trust = {
    Effect: 'Allow',
    Principal: { Service: trusted },
    Action: 'sts:AssumeRole',
    Condition: { StringEquals: { 'aws:SourceAccount': ACCOUNT } },
  };
  const { Role } = await iam.send(
    new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: policy(trust) }),
  );
  const PolicyDocument = policy({ Effect: 'Allow', Action: actions, Resource: '*' });
  await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'Scene', PolicyDocument }));
  return Role?.Arn ?? '';
}

function policy(statement: object): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
}

async function runTask(
  ecs: ECSClient,
  roles: { readonly taskRoleArn: string; readonly executionRoleArn: string },
  { mode = 'tell', tag = 'scene', code = 0, stopTimeout = 10, taskRole, executionRole }: TaskOptions = {},
): Promise<string> {
  const { taskDefinition } = await ecs.send(
    new RegisterTaskDefinitionCommand({
      family: 'scene',
      taskRoleArn: taskRole ?? roles.taskRoleArn,
      executionRoleArn: executionRole ?? roles.executionRoleArn,
      requiresCompatibilities: ['FARGATE'],
      networkMode: 'awsvpc',
      cpu: '256',
      memory: '512',
      containerDefinitions: [
        {
          name: 'worker',
          image: `${ACCOUNT}.dkr.ecr.us-east-1.amazonaws.com/scene:${tag}`,
          stopTimeout,
          environment: [
            { name: 'MODE', value: 'tell' },
            { name: 'SAID', value: 'by the definition' },
          ],
          logConfiguration: {
            logDriver: 'awslogs',
            options: {
              'awslogs-group': 'scene',
              'awslogs-region': 'us-east-1',
              'awslogs-stream-prefix': 'containers',
            },
          },
        },
      ],
    }),
  );
  const environment = [
    { name: 'MODE', value: mode },
    { name: 'CODE', value: String(code) },
  ];
  const { tasks = [] } = await ecs.send(
    new RunTaskCommand({
      cluster: CLUSTER,
      taskDefinition: taskDefinition?.taskDefinitionArn,
      launchType: 'FARGATE',
      overrides: { containerOverrides: [{ name: 'worker', environment }] },
    }),
  );
  return tasks[0]?.taskArn ?? '';
}

async function readLog(logs: CloudWatchLogsClient, logStreamName: string): Promise<readonly string[]> {
  const read = new GetLogEventsCommand({
    logGroupName: 'scene',
    logStreamName,
    startFromHead: true,
    limit: 10_000,
  });
  const { events = [] } = await logs.send(read).catch(() => ({ events: [] }));
  return events.map(({ message = '' }) => message);
}

function writeImage(stateDir: string, tag: string): void {
  const folder = join(stateDir, 'images', tag);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'container.mjs'), PROGRAM);
  writeFileSync(join(folder, 'codes.json'), '{}');
}
