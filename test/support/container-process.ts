import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';

/** A worker of an image folder, as a bare process: nothing of the host's environment, and another working folder. */
export interface ContainerProcess {
  readonly process: ChildProcess;
  /** What it logged, and how it ended. */
  readonly ended: Promise<{
    readonly events: readonly Record<string, unknown>[];
    readonly code: number | null;
  }>;
}

export interface ContainerOptions {
  /** The image. */
  readonly folder: string;
  /** Where its AWS is. */
  readonly endpoint: string;
  readonly variables?: NodeJS.ProcessEnv;
}

/** Starts the worker with what the task definition of a pool gives a container. */
export function startContainer({ folder, endpoint, variables }: ContainerOptions): ContainerProcess {
  const process_ = spawn(process.execPath, [join(folder, 'container.mjs')], {
    cwd: '/',
    env: {
      AWS_ENDPOINT_URL: endpoint,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      CLOUDPOOL_POOL: 'p',
      CLOUDPOOL_BUCKET: 'b',
      CLOUDPOOL_QUEUE_URL: `${endpoint}/queue`,
      CLOUDPOOL_SETTINGS: '{}',
      CLOUDPOOL_FUNCTION: 'hello',
      CLOUDPOOL_CPU: '1024',
      CLOUDPOOL_MEMORY: '2048',
      ...variables,
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  return { process: process_, ended: endOf(process_) };
}

async function endOf(worker: ChildProcess): ContainerProcess['ended'] {
  const [log, [code]] = await Promise.all([text(worker.stderr ?? Readable.from([])), once(worker, 'exit')]);
  const events = log
    .split('\n')
    .filter(Boolean)
    .map(line => JSON.parse(line));
  return { events, code };
}
