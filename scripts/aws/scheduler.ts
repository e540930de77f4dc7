import type { AwsVpcConfiguration, GetScheduleCommandOutput, Target } from '@aws-sdk/client-scheduler';
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
  /** Throws `AwsError`. */
  list(): Promise<readonly TaskSchedule[]>;
}

/** Opens EventBridge Scheduler for reading. */
export async function openScheduler(session: AwsSession): Promise<SchedulerGateway> {
  const [client, sdk] = await Promise.all([session.scheduler(), import('@aws-sdk/client-scheduler')]);
  return {
    list: () =>
      callAws('scheduler:ListSchedules', async () => {
        const schedules: TaskSchedule[] = [];
        for await (const page of sdk.paginateListSchedules({ client }, {})) {
          for (const { Name, GroupName, Target } of page.Schedules ?? []) {
            if (!isCluster(Target?.Arn)) continue;
            // Each time anew: the emulator keeps the date of a schedule that CloudFormation changes.
            schedules.push(readSchedule(await client.send(new sdk.GetScheduleCommand({ Name, GroupName }))));
          }
        }
        return schedules;
      }),
  };
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
