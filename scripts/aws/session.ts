import type { CloudFormationClient, CloudFormationClientConfig } from '@aws-sdk/client-cloudformation';
import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import type { ECRClient } from '@aws-sdk/client-ecr';
import type { ECSClient } from '@aws-sdk/client-ecs';
import type { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import type { IAMClient } from '@aws-sdk/client-iam';
import type { LambdaClient } from '@aws-sdk/client-lambda';
import type { S3Client } from '@aws-sdk/client-s3';
import type { SchedulerClient } from '@aws-sdk/client-scheduler';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { STSClient } from '@aws-sdk/client-sts';
import { CloudpoolError } from '../errors.ts';
import { type CallLog, createCallLog } from './call-log.ts';
import { trying } from './retry.ts';

/** Where the AWS calls go. With `endpoint`, credentials must be given: the user's own chain is never asked. */
export interface AwsTarget {
  readonly region: string;
  readonly endpoint?: string | undefined;
  readonly credentials?: AwsCredentials | undefined;
}

export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** One lazily loaded SDK client per service, and the log of every call that was made through them. */
export interface AwsSession {
  readonly target: AwsTarget;
  readonly calls: CallLog;
  cloudFormation(): Promise<CloudFormationClient>;
  /** Tries each call once: for whoever looks again anyway. */
  cloudFormationOnce(): Promise<CloudFormationClient>;
  cloudWatch(): Promise<CloudWatchClient>;
  ecr(): Promise<ECRClient>;
  ecs(): Promise<ECSClient>;
  eventBridge(): Promise<EventBridgeClient>;
  iam(): Promise<IAMClient>;
  lambda(): Promise<LambdaClient>;
  logs(): Promise<CloudWatchLogsClient>;
  s3(): Promise<S3Client>;
  scheduler(): Promise<SchedulerClient>;
  sqs(): Promise<SQSClient>;
  sts(): Promise<STSClient>;
  /** Closes the sockets of all clients that were loaded. */
  close(): void;
}

/** Opens a session. Nothing is loaded or called before the first client is asked for. */
export function openSession(target: AwsTarget): AwsSession {
  const calls = createCallLog();
  const opened: { destroy(): void }[] = [];
  const settings = {
    region: target.region,
    ...(target.endpoint === undefined ? {} : { endpoint: target.endpoint }),
    ...(target.credentials === undefined ? {} : { credentials: target.credentials }),
  };
  const short = { ...settings, requestHandler: SHORT_CALLS };
  const lazily = <Client extends { destroy(): void; middlewareStack: object }>(
    load: () => Promise<Client>,
  ): (() => Promise<Client>) => {
    let client: Promise<Client> | undefined;
    const open = async () => {
      const loaded = await load();
      opened.push(loaded);
      if (target.endpoint === undefined) await refuseConfiguredEndpoint(loaded);
      calls.watch(loaded);
      return loaded;
    };
    return () => (client ??= open());
  };
  return {
    target,
    calls,
    cloudFormation: lazily(() => openCloudFormationClient(settings, ATTEMPTS)),
    cloudFormationOnce: lazily(() => openCloudFormationClient(settings, 1)),
    cloudWatch: lazily(async () => new (await import('@aws-sdk/client-cloudwatch')).CloudWatchClient(short)),
    ecr: lazily(async () => new (await import('@aws-sdk/client-ecr')).ECRClient(short)),
    ecs: lazily(async () => new (await import('@aws-sdk/client-ecs')).ECSClient(short)),
    eventBridge: lazily(
      async () => new (await import('@aws-sdk/client-eventbridge')).EventBridgeClient(short),
    ),
    iam: lazily(async () => new (await import('@aws-sdk/client-iam')).IAMClient(short)),
    lambda: lazily(async () => new (await import('@aws-sdk/client-lambda')).LambdaClient(settings)),
    logs: lazily(
      async () => new (await import('@aws-sdk/client-cloudwatch-logs')).CloudWatchLogsClient(short),
    ),
    s3: lazily(
      async () =>
        new (await import('@aws-sdk/client-s3')).S3Client({
          ...settings,
          forcePathStyle: target.endpoint !== undefined,
          requestHandler: LONG_BODIES,
        }),
    ),
    scheduler: lazily(async () => new (await import('@aws-sdk/client-scheduler')).SchedulerClient(short)),
    sqs: lazily(async () => new (await import('@aws-sdk/client-sqs')).SQSClient(short)),
    sts: lazily(
      async () =>
        new (await import('@aws-sdk/client-sts')).STSClient({ ...short, retryStrategy: trying(ATTEMPTS) }),
    ),
    close: () => {
      for (const client of opened) client.destroy();
    },
  };
}

type Settings = Pick<CloudFormationClientConfig, 'region' | 'endpoint' | 'credentials'>;

async function openCloudFormationClient(settings: Settings, attempts: number): Promise<CloudFormationClient> {
  const { CloudFormationClient } = await import('@aws-sdk/client-cloudformation');
  const retryStrategy = trying(attempts);
  return new CloudFormationClient({ ...settings, retryStrategy, requestHandler: SHORT_CALLS });
}

/** CloudFormation throttles at about five reads a second for the whole account: "Rate exceeded" must not end a deploy. */
const ATTEMPTS = 8;

/** An answer that never comes (a laptop that slept, a cut line) must not be waited for: the SDK itself sets no limit. */
const SHORT_CALLS = { connectionTimeout: 5_000, requestTimeout: 30_000, throwOnRequestTimeout: true };
/** A part on a slow line may take minutes, but not stand still. */
const LONG_BODIES = { connectionTimeout: 5_000, socketTimeout: 30_000 };

interface EndpointConfig {
  readonly config?: { readonly serviceConfiguredEndpoint?: () => Promise<string | undefined> };
}

/** `AWS_ENDPOINT_URL*` or a profile's `endpoint_url` would send the calls elsewhere than the environment file says. */
async function refuseConfiguredEndpoint(client: object): Promise<void> {
  const configured = await (client as EndpointConfig).config?.serviceConfiguredEndpoint?.();
  if (!configured) return;
  throw new CloudpoolError(
    `The environment file names no endpoint, but AWS_ENDPOINT_URL or the profile sends calls to ${configured}.`,
    {
      code: 'ENDPOINT_CONFLICT',
      exitCode: 2,
      hint: 'Unset AWS_ENDPOINT_URL* (or endpoint_url in the profile), or write `endpoint:` into the environment file.',
    },
  );
}
