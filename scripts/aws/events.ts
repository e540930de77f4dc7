import type { EventBridgeClient, Rule, Target } from '@aws-sdk/client-eventbridge';
import { callAws } from './aws-error.ts';
import {
  DEFAULT_RETRIES,
  DEFAULT_RETRY_MS,
  isCluster,
  type TaskSchedule,
  type TaskTarget,
} from './schedule-target.ts';
import type { AwsSession } from './session.ts';

/** The schedule rules of EventBridge that start tasks. */
export interface RulesGateway {
  /** One for each target that is a cluster. Throws `AwsError`. */
  list(): Promise<readonly TaskSchedule[]>;
}

/** Opens the rules of the default event bus for reading: a schedule rule can be on no other. */
export async function openRules(session: AwsSession): Promise<RulesGateway> {
  const [client, sdk] = await Promise.all([session.eventBridge(), import('@aws-sdk/client-eventbridge')]);
  return {
    list: () =>
      callAws('events:ListRules', async () => {
        const scheduled = (await allRules(client, sdk)).filter(
          ({ ScheduleExpression }) => ScheduleExpression,
        );
        const found = await Promise.all(scheduled.map(rule => targetsOf(client, sdk, rule)));
        return found.flat();
      }),
  };
}

async function allRules(
  client: EventBridgeClient,
  sdk: typeof import('@aws-sdk/client-eventbridge'),
): Promise<readonly Rule[]> {
  const rules: Rule[] = [];
  let NextToken: string | undefined;
  do {
    const page = await client.send(new sdk.ListRulesCommand({ NextToken }));
    rules.push(...(page.Rules ?? []));
    ({ NextToken } = page);
  } while (NextToken);
  return rules;
}

async function targetsOf(
  client: EventBridgeClient,
  sdk: typeof import('@aws-sdk/client-eventbridge'),
  rule: Rule,
): Promise<readonly TaskSchedule[]> {
  // A rule has five targets at most: one page.
  const { Targets = [] } = await client.send(new sdk.ListTargetsByRuleCommand({ Rule: rule.Name }));
  return Targets.filter(({ Arn }) => isCluster(Arn)).map(target => readRule(rule, target));
}

function readRule(
  { Arn = '', Name = '', ScheduleExpression = '', State }: Rule,
  target: Target,
): TaskSchedule {
  return {
    arn: `${Arn}#${target.Id}`,
    name: Name,
    kind: 'rule',
    expression: ScheduleExpression,
    timezone: 'UTC',
    enabled: State !== 'DISABLED',
    created: undefined,
    start: undefined,
    end: undefined,
    target: readTarget(target),
  };
}

function readTarget(target: Target): TaskTarget {
  const { EcsParameters: ecs, RetryPolicy: retry } = target;
  const vpc = ecs?.NetworkConfiguration?.awsvpcConfiguration;
  return {
    cluster: target.Arn ?? '',
    role: target.RoleArn ?? '',
    taskDefinition: ecs?.TaskDefinitionArn ?? '',
    count: Number(ecs?.TaskCount ?? 1),
    launchType: ecs?.LaunchType,
    capacityProviders: (ecs?.CapacityProviderStrategy ?? []).map(
      ({ capacityProvider }) => capacityProvider ?? '',
    ),
    network:
      vpc?.Subnets === undefined
        ? undefined
        : {
            subnets: vpc.Subnets,
            securityGroups: vpc.SecurityGroups,
            assignPublicIp: vpc.AssignPublicIp,
          },
    group: ecs?.Group,
    input: target.Input,
    retries: Number(retry?.MaximumRetryAttempts ?? DEFAULT_RETRIES),
    retryForMs: retry?.MaximumEventAgeInSeconds
      ? Number(retry.MaximumEventAgeInSeconds) * 1_000
      : DEFAULT_RETRY_MS,
    unsupported: [
      ...(target.InputTransformer === undefined ? [] : ['InputTransformer']),
      ...(target.InputPath === undefined ? [] : ['InputPath']),
    ],
  };
}
