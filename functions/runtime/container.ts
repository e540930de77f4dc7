/**
 * The entry of a container, and of `cloudpool worker` on any machine: a worker that lives as long as it finds work, or the
 * one task that a schedule gave it. It never runs user code itself: that is on threads. It ends with 0 when it leaves or
 * its task is done, with 1 when it cannot work or its task failed.
 */
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { sqsReceiveQueue } from './aws/sqs-receive-queue.ts';
import { workerPorts } from './aws/worker-ports.ts';
import { type ContainerEnvironment, containerEnvironment } from './container/container-environment.ts';
import type { GivenTask } from './container/given-task.ts';
import { runOneTask } from './container/one-task.ts';
import { openSlots } from './container/open-slots.ts';
import { pollQueue } from './container/poller.ts';
import { listenForShutdown, type Shutdown } from './container/shutdown.ts';
import { planSlots } from './container/slots.ts';
import { taskProtection } from './container/task-protection.ts';
import { systemClock } from './protocol/ports.ts';
import { createThreadExecutor } from './threads/thread-executor.ts';

/** A cut line must not be waited for: the SDK itself sets no limit. The longest poll of a queue takes 20 s. */
const CALLS = { connectionTimeout: 5_000, requestTimeout: 30_000, throwOnRequestTimeout: true };
const BODIES = { connectionTimeout: 5_000, socketTimeout: 30_000 };

const log = (entry: object) => void process.stderr.write(`${JSON.stringify(entry)}\n`);
// Whoever read the log may be gone; the work goes on to its end.
process.stderr.on('error', () => {});

try {
  await work(containerEnvironment(process.env, import.meta.url));
} catch (error) {
  log({ event: 'cannot-work', error: error instanceof Error ? error.message : String(error) });
  process.exitCode = 1;
} finally {
  if (process.connected) process.disconnect();
}

async function work(environment: ContainerEnvironment): Promise<void> {
  const { endpoint, graceMs, task } = environment;
  const shutdown = listenForShutdown(process, { clock: systemClock, graceMs, log });
  const sqs = new SQSClient({ useQueueUrlAsEndpoint: endpoint === undefined, requestHandler: CALLS });
  const s3 = new S3Client({ forcePathStyle: endpoint !== undefined, requestHandler: BODIES });
  const outside = { environment, shutdown, sqs, dependencies: workerPorts(environment, { s3, sqs, log }) };
  try {
    await (task === undefined ? poll(outside) : doTask(task, outside));
  } finally {
    shutdown.dispose();
    s3.destroy();
    sqs.destroy();
  }
}

interface Outside {
  readonly environment: ContainerEnvironment;
  readonly shutdown: Shutdown;
  readonly sqs: SQSClient;
  readonly dependencies: ReturnType<typeof workerPorts>;
}

async function poll({ environment, shutdown, sqs, dependencies }: Outside): Promise<void> {
  const { size, thread, queueUrl, idleMs, agent } = environment;
  const open = await openSlots({ size, thread, dependencies });
  try {
    const end = await pollQueue({
      queue: sqsReceiveQueue(sqs, queueUrl),
      slots: open.slots,
      clock: systemClock,
      random: Math.random,
      log,
      drain: shutdown.drain,
      halt: shutdown.halt,
      idleMs,
      onBusy: taskProtection(agent, { log }).set,
    });
    log({ event: 'leaving', ...end });
  } finally {
    await open.close();
  }
}

async function doTask(task: GivenTask, { environment, shutdown, dependencies }: Outside): Promise<void> {
  // One task has all processors to itself, whatever kind it is.
  const { threads, memoryMb } = planSlots({ kind: 'cpu' }, { ...environment.size, slots: 1 });
  const executor = createThreadExecutor({ file: environment.thread, memoryMb, threads, log });
  const { drain, halt } = shutdown;
  try {
    const end = await runOneTask({ task, dependencies: { ...dependencies, executor }, drain, halt });
    log({ event: 'leaving', task: task.id, reason: end });
    if (end !== 'ok') process.exitCode = 1;
  } finally {
    await executor.close();
  }
}
