import { randomUUID } from 'node:crypto';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { sqsLeaseQueue } from './aws/sqs-lease-queue.ts';
import { createLambdaHandler } from './lambda-handler.ts';
import { systemClock } from './protocol/ports.ts';
import { s3ObjectStore } from './protocol/s3-object-store.ts';
import { createThreadExecutor } from './threads/thread-executor.ts';
import type { WorkerDependencies } from './worker-dependencies.ts';
import { workerEnvironment } from './worker-environment.ts';

/** Opened while Lambda initialises the process: the function's code loads before the first event comes. */
const dependencies = open();

/** The supervisor's entry: `index.mjs` of the package. The function itself lies beside it, in `thread.mjs`. */
export const handler = createLambdaHandler(() => dependencies);

function open(): WorkerDependencies {
  const { pool, bucket, queueUrl, settings, memoryMb, identity, endpoint } = workerEnvironment(process.env);
  // An endpoint of one's own, as an emulator's, has no host name per bucket.
  const s3 = new S3Client({ forcePathStyle: endpoint !== undefined });
  const log = (entry: object) => void process.stderr.write(`${JSON.stringify(entry)}\n`);
  const executor = createThreadExecutor({ file: new URL('./thread.mjs', import.meta.url), memoryMb, log });
  let deliveries = 0;
  return {
    store: s3ObjectStore(s3, bucket),
    queue: sqsLeaseQueue(new SQSClient({ useQueueUrlAsEndpoint: endpoint === undefined }), queueUrl),
    clock: systemClock,
    executor,
    pool,
    settings,
    identity,
    newToken: randomUUID,
    random: Math.random,
    log,
    vitals: () => ({ memoryMb: process.resourceUsage().maxRSS / 1024, cold: deliveries++ === 0 }),
  };
}
