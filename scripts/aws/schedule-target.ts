import type { AwsVpcConfiguration, RunTaskCommandInput, TaskOverride } from '@aws-sdk/client-ecs';
import { AwsError, callAws } from './aws-error.ts';
import type { AwsSession } from './session.ts';

/** Something that starts tasks in a cluster when its time comes: a schedule of Scheduler, or a rule of EventBridge. */
export interface TaskSchedule {
  readonly arn: string;
  readonly name: string;
  readonly kind: 'schedule' | 'rule';
  /** `rate(...)`, `cron(...)` or, of a schedule, `at(...)`. */
  readonly expression: string;
  /** IANA name; `UTC` for a rule. */
  readonly timezone: string;
  readonly enabled: boolean;
  /** Milliseconds since the epoch; `undefined`: not told. */
  readonly created: number | undefined;
  readonly start: number | undefined;
  readonly end: number | undefined;
  readonly target: TaskTarget;
}

/** What it starts, and as whom. */
export interface TaskTarget {
  readonly cluster: string;
  readonly role: string;
  readonly taskDefinition: string;
  readonly count: number;
  readonly launchType: string | undefined;
  readonly capacityProviders: readonly string[];
  readonly network: AwsVpcConfiguration | undefined;
  readonly group: string | undefined;
  /** JSON of the overrides. */
  readonly input: string | undefined;
  /** Tries after the first one. */
  readonly retries: number;
  readonly retryForMs: number;
  /** What of it is not understood here; the rest must not run without it. */
  readonly unsupported: readonly string[];
}

/** AWS's own defaults for both services. */
export const DEFAULT_RETRIES = 185;
export const DEFAULT_RETRY_MS = 24 * 3_600_000;

/** Tells whether an ARN is that of a cluster. */
export function isCluster(arn = ''): boolean {
  return /^arn:[^:]+:ecs:[^:]*:\d{12}:cluster\//.test(arn);
}

/** Starts the tasks of a target. `session` is the schedule's own role. Throws `AwsError` when not all of them start. */
export async function runTarget(
  session: AwsSession,
  target: TaskTarget,
  { startedBy, overrides }: { readonly startedBy: string; readonly overrides: object },
): Promise<number> {
  const [client, { RunTaskCommand }] = await Promise.all([session.ecs(), import('@aws-sdk/client-ecs')]);
  const { tasks = [], failures = [] } = await callAws('ecs:RunTask', () =>
    client.send(
      new RunTaskCommand({ ...requestOf(target), startedBy, overrides: overrides as TaskOverride }),
    ),
  );
  if (tasks.length === target.count && failures.length === 0) return tasks.length;
  const reasons = failures.map(({ reason = 'unknown' }) => reason).join(', ');
  throw new AwsError(`ecs:RunTask started ${tasks.length} of ${target.count} tasks: ${reasons}`, {
    code: 'TASKS_NOT_STARTED',
    awsName: reasons,
    // RESOURCE:* and the like pass; nothing was started twice when nothing was started.
    transient: tasks.length === 0,
  });
}

function requestOf(target: TaskTarget): RunTaskCommandInput {
  const { cluster, taskDefinition, count, launchType, capacityProviders, network, group } = target;
  return {
    cluster,
    taskDefinition,
    count,
    ...(capacityProviders.length > 0
      ? { capacityProviderStrategy: capacityProviders.map(capacityProvider => ({ capacityProvider })) }
      : { launchType: launchType === 'EC2' ? 'EC2' : 'FARGATE' }),
    ...(network === undefined ? {} : { networkConfiguration: { awsvpcConfiguration: network } }),
    ...(group === undefined ? {} : { group }),
  };
}
