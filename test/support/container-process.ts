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
  /** What starts it: a program, and what it is told. */
  readonly command: readonly string[];
  /** Where its AWS is. */
  readonly endpoint: string;
  readonly variables?: NodeJS.ProcessEnv;
}

/** Starts the worker of an image folder. */
export function workerOf(folder: string): readonly string[] {
  return [process.execPath, join(folder, 'container.mjs')];
}

/** Starts a worker with what the task definition of a pool gives a container. */
export function startContainer({ command, endpoint, variables }: ContainerOptions): ContainerProcess {
  const [program = '', ...args] = command;
  const child = spawn(program, args, {
    cwd: '/',
    env: {
      PATH: process.env.PATH,
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
  return { process: child, ended: endOf(child) };
}

async function endOf(worker: ChildProcess): ContainerProcess['ended'] {
  const [log, [code]] = await Promise.all([text(worker.stderr ?? Readable.from([])), once(worker, 'exit')]);
  const events = log
    .split('\n')
    .filter(Boolean)
    .map(line => JSON.parse(line));
  return { events, code };
}
