import type { Settings } from './task.ts';
import type { WorkerIdentity } from './worker-dependencies.ts';

/** What the template and the Lambda service tell a worker through its environment variables. */
export interface WorkerEnvironment {
  readonly pool: string;
  readonly bucket: string;
  readonly queueUrl: string;
  readonly settings: Settings;
  /** What the memory setting of the function gives. `undefined`: not on Lambda, and this machine's own is all there is. */
  readonly memoryMb: number | undefined;
  readonly identity: WorkerIdentity;
  readonly endpoint: string | undefined;
}

/** Reads the environment. Throws an error that names everything missing, or the setting that is not JSON. */
export function workerEnvironment(variables: NodeJS.ProcessEnv): WorkerEnvironment {
  const names = ['CLOUDPOOL_POOL', 'CLOUDPOOL_BUCKET', 'CLOUDPOOL_QUEUE_URL', 'CLOUDPOOL_CODE'] as const;
  const missing = names.filter(name => !variables[name]);
  if (missing.length > 0) throw new Error(`the environment lacks ${missing.join(', ')}`);
  const [pool, bucket, queueUrl, code] = names.map(name => variables[name] ?? '') as [
    string,
    string,
    string,
    string,
  ];
  return {
    pool,
    bucket,
    queueUrl,
    settings: parseSettings(variables.CLOUDPOOL_SETTINGS),
    memoryMb: Number(variables.AWS_LAMBDA_FUNCTION_MEMORY_SIZE) || undefined,
    identity: { worker: variables.AWS_LAMBDA_LOG_STREAM_NAME || `process-${process.pid}`, code },
    endpoint: variables.AWS_ENDPOINT_URL,
  };
}

function parseSettings(text: string | undefined): Settings {
  const settings = parseJson(text || '{}');
  if (typeof settings === 'object' && settings !== null && !Array.isArray(settings))
    return settings as Settings;
  throw new Error('CLOUDPOOL_SETTINGS is no JSON object: set the parameter Settings of the pool');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
