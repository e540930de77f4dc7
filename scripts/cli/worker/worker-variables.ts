import type { AwsTarget } from '../../aws/session.ts';
import type { PoolStack } from '../../pool/connect/find-pool.ts';

export interface WorkerSettings {
  readonly pool: PoolStack;
  readonly target: AwsTarget;
  /** The module that serves the function's task on a thread. */
  readonly thread: string;
  /** Seconds without a message after which it leaves. */
  readonly idle?: number | undefined;
  /** Chunks at once. */
  readonly slots?: number | undefined;
}

/**
 * The environment of a worker process: what the task definition gives a container, for this machine. On an emulator it
 * has the emulator's credentials and nothing of the user's AWS configuration; on AWS it is the caller.
 */
export function workerVariables(
  { pool, target, thread, idle, slots }: WorkerSettings,
  own: NodeJS.ProcessEnv,
): NodeJS.ProcessEnv {
  return {
    ...(target.endpoint === undefined ? own : withoutAws(own)),
    ...emulatorVariables(target),
    AWS_REGION: target.region,
    CLOUDPOOL_POOL: pool.name,
    CLOUDPOOL_BUCKET: pool.bucket,
    CLOUDPOOL_QUEUE_URL: pool.queueUrl,
    CLOUDPOOL_CODE: pool.code,
    CLOUDPOOL_SETTINGS: pool.settings,
    CLOUDPOOL_THREAD: thread,
    CLOUDPOOL_IDLE_SECONDS: String(idle ?? ''),
    CLOUDPOOL_SLOTS: String(slots ?? ''),
  };
}

function withoutAws(own: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(own).filter(([name]) => !name.startsWith('AWS_')));
}

function emulatorVariables({ endpoint, credentials }: AwsTarget): NodeJS.ProcessEnv {
  if (endpoint === undefined || credentials === undefined) return {};
  const { accessKeyId, secretAccessKey, sessionToken } = credentials;
  return {
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    ...(sessionToken === undefined ? {} : { AWS_SESSION_TOKEN: sessionToken }),
  };
}
