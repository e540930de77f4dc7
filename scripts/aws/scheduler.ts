import type {
  AwsVpcConfiguration,
  GetScheduleCommandOutput,
  SchedulerClient,
  Target,
} from '@aws-sdk/client-scheduler';
import { callAws } from './aws-error.ts';
import {
  DEFAULT_RETRIES,
  DEFAULT_RETRY_MS,
  isCluster,
  type TaskSchedule,
  type TaskTarget,
} from './schedule-target.ts';
import type { AwsSession } from './session.ts';

/** The schedules of EventBridge Scheduler that start tasks. */
export interface SchedulerGateway {
  /** Throws `AwsError`. A schedule is read again only when it has changed. */
  list(): Promise<readonly TaskSchedule[]>;
}

/** Opens EventBridge Scheduler for reading. */
export async function openScheduler(session: AwsSession): Promise<SchedulerGateway> {
  const [client, sdk] = await Promise.all([session.scheduler(), import('@aws-sdk/client-scheduler')]);
  let known = new Map<string, { readonly modified: number; readonly schedule: TaskSchedule }>();
  return {
    list: () =>
      callAws('scheduler:ListSchedules', async () => {
        const read: typeof known = new Map();
        for await (const { Schedules = [] } of sdk.paginateListSchedules({ client }, {})) {
          for (const { Arn = '', Name, GroupName, Target, LastModificationDate } of Schedules) {
            if (!isCluster(Target?.Arn)) continue;
            const modified = LastModificationDate?.getTime() ?? 0;
            const before = known.get(Arn);
            read.set(
              Arn,
              before?.modified === modified
                ? before
                : { modified, schedule: await get(client, sdk, { Name, GroupName }) },
            );
          }
        }
        known = read;
        return [...read.values()].map(({ schedule }) => schedule);
      }),
  };
}

async function get(
  client: SchedulerClient,
  sdk: typeof import('@aws-sdk/client-scheduler'),
  { Name, GroupName }: { readonly Name: string | undefined; readonly GroupName: string | undefined },
): Promise<TaskSchedule> {
  return readSchedule(await client.send(new sdk.GetScheduleCommand({ Name, GroupName })));
}

function readSchedule(answer: GetScheduleCommandOutput): TaskSchedule {
  return {
    arn: answer.Arn ?? '',
    name: answer.Name ?? '',
    kind: 'schedule',
    expression: answer.ScheduleExpression ?? '',
    timezone: answer.ScheduleExpressionTimezone || 'UTC',
    enabled: answer.State !== 'DISABLED',
    created: answer.CreationDate?.getTime(),
    start: answer.StartDate?.getTime(),
    end: answer.EndDate?.getTime(),
    target: readTarget(answer.Target),
  };
}

function readTarget(target: Target | undefined): TaskTarget {
  const { EcsParameters: ecs, RetryPolicy: retry } = target ?? {};
  return {
    cluster: target?.Arn ?? '',
    role: target?.RoleArn ?? '',
    taskDefinition: ecs?.TaskDefinitionArn ?? '',
    // The emulator answers the text that the template's number became.
    count: Number(ecs?.TaskCount ?? 1),
    launchType: ecs?.LaunchType,
    capacityProviders: (ecs?.CapacityProviderStrategy ?? []).map(
      ({ capacityProvider }) => capacityProvider ?? '',
    ),
    network: vpcOf(ecs?.NetworkConfiguration?.awsvpcConfiguration),
    group: ecs?.Group,
    input: target?.Input,
    retries: Number(retry?.MaximumRetryAttempts ?? DEFAULT_RETRIES),
    retryForMs: retry?.MaximumEventAgeInSeconds
      ? Number(retry.MaximumEventAgeInSeconds) * 1_000
      : DEFAULT_RETRY_MS,
    unsupported: [],
  };
}

function vpcOf(vpc: AwsVpcConfiguration | undefined): TaskTarget['network'] {
  if (vpc?.Subnets === undefined) return undefined;
  const { Subnets: subnets, SecurityGroups: securityGroups, AssignPublicIp: assignPublicIp } = vpc;
  return { subnets, securityGroups, assignPublicIp };
}
