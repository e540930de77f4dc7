import type { ContainerDefinition, ECSClient, Task, TaskDefinition } from '@aws-sdk/client-ecs';
import { callAws } from './aws-error.ts';
import type { AwsSession } from './session.ts';

/** A task as ECS has recorded it. */
export interface RecordedTask {
  readonly arn: string;
  readonly cluster: string;
  readonly definition: string;
  /** `RUNNING` where it should run, and not be stopped. */
  readonly status: string;
  /** Milliseconds since the epoch. */
  readonly created: number;
  /** By container name. */
  readonly overrides: ReadonlyMap<string, ContainerOverride>;
}

export interface ContainerOverride {
  readonly environment: Readonly<Record<string, string>>;
  readonly command?: readonly string[];
}

/** What a task is made of. */
export interface TaskBlueprint {
  readonly family: string;
  readonly revision: number;
  readonly taskRole: string | undefined;
  readonly executionRole: string | undefined;
  readonly containers: readonly ContainerBlueprint[];
}

export interface ContainerBlueprint {
  readonly name: string;
  readonly image: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly command: readonly string[];
  readonly entryPoint: readonly string[];
  /** Seconds between SIGTERM and SIGKILL. */
  readonly stopTimeout: number | undefined;
  readonly logDriver: string | undefined;
  readonly logOptions: Readonly<Record<string, string>>;
  /** Names of environment variables whose values are secrets. */
  readonly secrets: readonly string[];
}

/** The part of ECS that its agent uses. Throws `AwsError`. */
export interface AgentEcs {
  clusters(): Promise<readonly string[]>;
  /** ARNs of the tasks that shall run. */
  running(cluster: string): Promise<readonly string[]>;
  describe(cluster: string, arns: readonly string[]): Promise<readonly RecordedTask[]>;
  blueprint(definition: string): Promise<TaskBlueprint>;
  stop(task: Pick<RecordedTask, 'arn' | 'cluster'>, reason: string): Promise<void>;
}

/** DescribeTasks takes no more in one call. */
const MOST_DESCRIBED = 100;

/** Opens what ECS knows of clusters and tasks. */
export async function openAgentEcs(session: AwsSession): Promise<AgentEcs> {
  const [client, sdk] = await Promise.all([session.ecs(), import('@aws-sdk/client-ecs')]);
  return {
    clusters: () =>
      callAws('ecs:ListClusters', () => collect(sdk.paginateListClusters({ client }, {}), 'clusterArns')),
    running: cluster =>
      callAws('ecs:ListTasks', () =>
        collect(sdk.paginateListTasks({ client }, { cluster, desiredStatus: 'RUNNING' }), 'taskArns'),
      ),
    describe: (cluster, arns) =>
      callAws('ecs:DescribeTasks', async () => {
        const pages = chunks(arns, MOST_DESCRIBED).map(tasks =>
          client.send(new sdk.DescribeTasksCommand({ cluster, tasks })),
        );
        return (await Promise.all(pages)).flatMap(({ tasks = [] }) => tasks.map(readTask));
      }),
    blueprint: definition => callAws('ecs:DescribeTaskDefinition', () => describe(client, sdk, definition)),
    stop: ({ arn, cluster }, reason) =>
      callAws('ecs:StopTask', async () => {
        await client.send(new sdk.StopTaskCommand({ cluster, task: arn, reason }));
      }),
  };
}

async function collect<Key extends string>(
  pages: AsyncIterable<{ readonly [key in Key]?: readonly string[] | undefined }>,
  key: Key,
): Promise<readonly string[]> {
  const all: string[] = [];
  for await (const page of pages) all.push(...(page[key] ?? []));
  return all;
}

async function describe(
  client: ECSClient,
  sdk: typeof import('@aws-sdk/client-ecs'),
  taskDefinition: string,
): Promise<TaskBlueprint> {
  const answer = await client.send(new sdk.DescribeTaskDefinitionCommand({ taskDefinition }));
  return readBlueprint(answer.taskDefinition ?? {});
}

function readTask(task: Task): RecordedTask {
  const overrides = task.overrides?.containerOverrides ?? [];
  return {
    arn: task.taskArn ?? '',
    cluster: task.clusterArn ?? '',
    definition: task.taskDefinitionArn ?? '',
    status: task.lastStatus ?? '',
    created: task.createdAt?.getTime() ?? 0,
    overrides: new Map(
      overrides.map(({ name = '', environment, command }) => [
        name,
        { environment: pairs(environment), ...(command === undefined ? {} : { command }) },
      ]),
    ),
  };
}

function readBlueprint(definition: TaskDefinition): TaskBlueprint {
  return {
    family: definition.family ?? '',
    revision: definition.revision ?? 0,
    taskRole: definition.taskRoleArn || undefined,
    executionRole: definition.executionRoleArn || undefined,
    containers: (definition.containerDefinitions ?? []).map(readContainer),
  };
}

function readContainer(container: ContainerDefinition): ContainerBlueprint {
  const { logConfiguration: log, stopTimeout } = container;
  return {
    name: container.name ?? '',
    image: container.image ?? '',
    environment: pairs(container.environment),
    command: container.command ?? [],
    entryPoint: container.entryPoint ?? [],
    // The emulator answers the text that the template's number became.
    stopTimeout: stopTimeout === undefined ? undefined : Number(stopTimeout),
    logDriver: log?.logDriver,
    logOptions: log?.options ?? {},
    secrets: (container.secrets ?? []).map(({ name = '' }) => name),
  };
}

function pairs(
  list: readonly { readonly name?: string | undefined; readonly value?: string | undefined }[] = [],
): Record<string, string> {
  return Object.fromEntries(list.map(({ name = '', value = '' }) => [name, value]));
}

function chunks<Item>(items: readonly Item[], size: number): Item[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
