import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { CloudpoolError } from '../../errors.ts';
import { readWorkerLine, type WorkerEvent } from './worker-events.ts';

export interface WorkerProcessOptions {
  /** The repository. */
  readonly root: string;
  readonly variables: NodeJS.ProcessEnv;
  readonly report: (event: WorkerEvent) => void;
  /** Asks it to end what it works on, and to leave. */
  readonly signal: AbortSignal;
}

/**
 * Runs a worker in a process of its own, as a container does, until it leaves. Throws when it could not work. Ctrl-C
 * reaches this process only; one that ends without a word takes its worker with it, which gives back what it holds.
 */
export async function runWorkerProcess(options: WorkerProcessOptions): Promise<void> {
  const { root, variables, report, signal } = options;
  const child = spawn(process.execPath, [join(root, 'functions/runtime/container.ts')], {
    cwd: root,
    env: variables,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const stop = () => void child.kill('SIGTERM');
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  let failure: string | undefined;
  const read = (line: string) => {
    const event = readWorkerLine(line);
    if (event.event === 'cannot-work') failure = String(event.error);
    else report(event.event === 'started' ? { ...event, process: child.pid } : event);
  };
  try {
    const [end] = await Promise.all([
      ended(child),
      readLines(child.stdout, read),
      readLines(child.stderr, read),
    ]);
    if (failure !== undefined || end !== 0) throw workerFailed(failure ?? `its process ended with ${end}`);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

function ended(child: ChildProcess): Promise<number | NodeJS.Signals> {
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve(code ?? signal ?? 1));
  });
}

async function readLines(stream: Readable | null, read: (line: string) => void): Promise<void> {
  if (stream === null) return;
  for await (const line of createInterface({ input: stream })) read(line);
}

function workerFailed(reason: string): CloudpoolError {
  return new CloudpoolError(`the worker cannot work: ${reason}`, {
    code: 'WORKER_FAILED',
    hint: 'It needs what the pool grants its workers (WorkerRole in templates/pool.yaml).',
  });
}
