import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { openCloudFormation } from '../../scripts/aws/cloudformation-sdk.ts';
import { writeImage } from '../../scripts/image/write-image.ts';
import { type BenchFunction, FUNCTIONS, workerPool } from './clone.ts';
import { type BenchPools, openRootSession } from './lab.ts';

/** How to start worker processes, as containers are started: from the image, with a task definition's environment. */
export interface WorkerImage {
  start(name: BenchFunction, options?: { readonly slots?: number }): Promise<WorkerProcess>;
}

/** A worker process that takes messages. */
export interface WorkerProcess {
  /** From the start of the process to its first poll. */
  readonly startSeconds: number;
  /** Asks it to leave, and waits for it. */
  end(): Promise<void>;
}

/** Writes the image of the benches' functions into `folder`. */
export async function openWorkerImage(pools: BenchPools, folder: string): Promise<WorkerImage> {
  const image = join(folder, 'image');
  await writeImage(pools.root, image, FUNCTIONS);
  return {
    start: async (name, { slots } = {}) => {
      const variables = { ...(await poolVariables(pools, name)), CLOUDPOOL_SLOTS: String(slots ?? '') };
      return startWorker(join(image, 'container.mjs'), variables);
    },
  };
}

async function startWorker(file: string, env: NodeJS.ProcessEnv): Promise<WorkerProcess> {
  const began = performance.now();
  const child = spawn(process.execPath, [file], { env, stdio: ['ignore', 'ignore', 'pipe'] });
  await untilStarted(child);
  return {
    startSeconds: (performance.now() - began) / 1000,
    end: async () => {
      const ended = once(child, 'exit');
      if (child.exitCode === null && child.kill('SIGTERM')) await ended;
    },
  };
}

async function untilStarted(child: ChildProcess): Promise<void> {
  const said: string[] = [];
  const lines = createInterface({ input: child.stderr as Readable });
  for await (const line of lines) {
    if (line.includes('"event":"started"')) {
      (child.stderr as Readable).resume();
      return;
    }
    said.push(line);
  }
  throw new Error(`the worker did not start:\n${said.join('\n')}`);
}

async function poolVariables({ endpoint }: BenchPools, name: BenchFunction): Promise<NodeJS.ProcessEnv> {
  const session = openRootSession(endpoint);
  try {
    const stackName = `bench-${workerPool(name)}`;
    const stack = await openCloudFormation(session).describeStack(stackName);
    const output = (key: string) => stack?.outputs.get(key)?.value;
    return {
      PATH: process.env.PATH,
      AWS_ENDPOINT_URL: endpoint,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      CLOUDPOOL_POOL: stackName,
      CLOUDPOOL_BUCKET: output('DataBucketName'),
      CLOUDPOOL_QUEUE_URL: output('QueueUrl'),
      CLOUDPOOL_SETTINGS: '{}',
      CLOUDPOOL_FUNCTION: name,
    };
  } finally {
    session.close();
  }
}
