import type { ECSClient, RunTaskCommandInput, Task } from '@aws-sdk/client-ecs';
import { orStoreError } from '../../functions/runtime/protocol/sdk-failure.ts';
import type { AwsSession } from './session.ts';

/** The most tasks of one RunTask. */
export const MOST_PER_RUN = 10;
/** The most tasks of one DescribeTasks. */
export const MOST_PER_LOOK = 100;

/** What is started, and where. */
export interface TaskOrder {
  readonly cluster: string;
  /** The task definition's family: its latest revision runs. */
  readonly family: string;
  readonly subnets: readonly string[];
  readonly securityGroups: readonly string[];
  readonly publicAddress: boolean;
  readonly spot: boolean;
  /** 1 to 10. */
  readonly count: number;
  readonly startedBy: string;
  /** At most 64 characters: the same call with the same token starts nothing more. */
  readonly token: string;
}

/** One task as ECS tells it. Times in milliseconds since the epoch. */
export interface TaskState {
  readonly arn: string;
  /** `RUNNING`, `STOPPED` and the states between. */
  readonly status: string;
  readonly pullStartedAt?: number;
  readonly startedAt?: number;
  readonly stoppedAt?: number;
  readonly stoppedReason?: string;
  /** `SpotInterruption`, `TaskFailedToStart`, `EssentialContainerExited`, … */
  readonly stopCode?: string;
  /** Of its one container. */
  readonly exitCode?: number;
  /** Why its one container stopped, where Docker says more than ECS. */
  readonly containerReason?: string;
}

/** Tasks of ECS. Failures are `StoreError`s: the callers know how to wait. */
export interface TaskGateway {
  /** Answers what was started, and ECS's reasons for each that was not. */
  runTask(
    order: TaskOrder,
  ): Promise<{ readonly started: readonly string[]; readonly refused: readonly string[] }>;
  /** How many tasks of a family are up, or on their way. */
  countRunning(cluster: string, family: string): Promise<number>;
  /** At most 100 tasks. One that ECS does not know (yet, or any more) is left out. */
  describeTasks(cluster: string, arns: readonly string[]): Promise<readonly TaskState[]>;
}

export async function openTaskGateway(session: AwsSession): Promise<TaskGateway> {
  const [client, sdk] = await Promise.all([session.ecs(), import('@aws-sdk/client-ecs')]);
  return {
    runTask: order =>
      ask('RunTask', async () => {
        const { tasks = [], failures = [] } = await client.send(new sdk.RunTaskCommand(inputOf(order)));
        return {
          started: tasks.flatMap(({ taskArn }) => taskArn ?? []),
          refused: failures.map(({ reason = 'no reason given', detail }) =>
            detail === undefined ? reason : `${reason}: ${detail}`,
          ),
        };
      }),
    countRunning: (cluster, family) => ask('ListTasks', () => countRunning(client, sdk, { cluster, family })),
    describeTasks: (cluster, arns) =>
      ask('DescribeTasks', async () => {
        const command = new sdk.DescribeTasksCommand({ cluster, tasks: [...arns] });
        return ((await client.send(command)).tasks ?? []).map(stateOf);
      }),
  };
}

function inputOf(order: TaskOrder): RunTaskCommandInput {
  const { cluster, family, subnets, securityGroups, publicAddress, spot, count, startedBy, token } = order;
  return {
    cluster,
    taskDefinition: family,
    count,
    startedBy,
    clientToken: token,
    ...(spot
      ? { capacityProviderStrategy: [{ capacityProvider: 'FARGATE_SPOT', weight: 1 }] }
      : { launchType: 'FARGATE' }),
    networkConfiguration: {
      awsvpcConfiguration: {
        subnets: [...subnets],
        securityGroups: [...securityGroups],
        assignPublicIp: publicAddress ? 'ENABLED' : 'DISABLED',
      },
    },
  };
}

async function countRunning(
  client: ECSClient,
  sdk: typeof import('@aws-sdk/client-ecs'),
  filter: { readonly cluster: string; readonly family: string },
): Promise<number> {
  let count = 0;
  for (let nextToken: string | undefined; ; ) {
    const page = nextToken === undefined ? {} : { nextToken };
    // Desired: a task that is still on its way counts, and one that is being stopped does not.
    const command = new sdk.ListTasksCommand({ ...filter, ...page, desiredStatus: 'RUNNING' });
    const answer = await client.send(command);
    count += answer.taskArns?.length ?? 0;
    nextToken = answer.nextToken;
    if (nextToken === undefined) return count;
  }
}

function stateOf(task: Task): TaskState {
  const [container] = task.containers ?? [];
  return withoutNothing({
    arn: task.taskArn ?? '',
    status: task.lastStatus ?? '',
    pullStartedAt: task.pullStartedAt?.getTime(),
    startedAt: task.startedAt?.getTime(),
    stoppedAt: task.stoppedAt?.getTime(),
    stoppedReason: task.stoppedReason || undefined,
    stopCode: task.stopCode || undefined,
    exitCode: container?.exitCode,
    containerReason: container?.reason || undefined,
  });
}

/** Leaves out what is not known. */
function withoutNothing(state: { [Field in keyof TaskState]: TaskState[Field] | undefined }): TaskState {
  return Object.fromEntries(
    Object.entries(state).filter(([, value]) => value !== undefined),
  ) as unknown as TaskState;
}

function ask<Answer>(call: string, send: () => Promise<Answer>): Promise<Answer> {
  return orStoreError(`ecs:${call}`, send);
}
