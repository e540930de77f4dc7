import { hostname } from 'node:os';
import { type WorkerEnvironment, workerEnvironment } from '../worker-environment.ts';
import { type GivenTask, readGivenTask } from './given-task.ts';
import { findFunction } from './image-function.ts';
import { positive, type WorkerSize, workerSize } from './slots.ts';

/** What a long-lived worker is told through its environment variables. */
export interface ContainerEnvironment extends WorkerEnvironment {
  readonly size: WorkerSize;
  /** The module that serves the function's task on a thread. */
  readonly thread: URL;
  /** The one task to do. `undefined`: the worker takes its tasks from the queue. */
  readonly task: GivenTask | undefined;
  /** Leaves after so long without a message; `undefined`: never. */
  readonly idleMs: number | undefined;
  /** How long work may go on after the first signal. */
  readonly graceMs: number;
  /** The agent of ECS, where there is one. */
  readonly agent: string | undefined;
}

/** Of the 120 s between SIGTERM and SIGKILL, the rest is for giving back. */
const DEFAULT_GRACE_SECONDS = 90;

/** Reads the environment of the entry at `beside`. Throws an error that names what is missing or is no number. */
export function containerEnvironment(variables: NodeJS.ProcessEnv, beside: string): ContainerEnvironment {
  const { thread, code } = findFunction(variables, beside);
  const environment = workerEnvironment({ ...variables, CLOUDPOOL_CODE: code });
  const idle = positive(variables, 'CLOUDPOOL_IDLE_SECONDS');
  const grace = positive(variables, 'CLOUDPOOL_GRACE_SECONDS') ?? DEFAULT_GRACE_SECONDS;
  return {
    ...environment,
    identity: { ...environment.identity, worker: workerName(variables) },
    size: workerSize(variables),
    thread,
    task: readGivenTask(variables),
    idleMs: idle && idle * 1000,
    graceMs: grace * 1000,
    agent: variables.ECS_AGENT_URI,
  };
}

/** The container's id where ECS tells it, and what finds the process on any other machine. */
function workerName({ ECS_CONTAINER_METADATA_URI_V4: metadata }: NodeJS.ProcessEnv): string {
  return metadata?.split('/').at(-1) || `${hostname()}-${process.pid}`;
}
