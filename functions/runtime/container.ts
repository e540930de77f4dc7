/**
 * The entry of a worker that lives as long as it finds work: in a container, or as `cloudpool worker` on any machine. It
 * never runs user code itself: that is on threads. It ends with 0 when it leaves, with 1 when it cannot work.
 */
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { sqsReceiveQueue } from './aws/sqs-receive-queue.ts';
import { workerPorts } from './aws/worker-ports.ts';
import { type ContainerEnvironment, containerEnvironment } from './container/container-environment.ts';
import { openSlots } from './container/open-slots.ts';
import { pollQueue } from './container/poller.ts';
import { listenForShutdown } from './container/shutdown.ts';
import { taskProtection } from './container/task-protection.ts';
import { systemClock } from './protocol/ports.ts';

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
  const { queueUrl, endpoint, graceMs, idleMs, agent } = environment;
  const shutdown = listenForShutdown(process, { clock: systemClock, graceMs, log });
  const sqs = new SQSClient({ useQueueUrlAsEndpoint: endpoint === undefined, requestHandler: CALLS });
  const s3 = new S3Client({ forcePathStyle: endpoint !== undefined, requestHandler: BODIES });
  const dependencies = workerPorts(environment, { s3, sqs, log });
  const open = await openSlots({ size: environment.size, thread: environment.thread, dependencies });
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
    shutdown.dispose();
    await open.close();
    s3.destroy();
    sqs.destroy();
  }
}
