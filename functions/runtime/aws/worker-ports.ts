import { randomUUID } from 'node:crypto';
import type { S3Client } from '@aws-sdk/client-s3';
import type { SQSClient } from '@aws-sdk/client-sqs';
import { systemClock } from '../protocol/ports.ts';
import { s3ObjectStore } from '../protocol/s3-object-store.ts';
import type { WorkerDependencies } from '../worker-dependencies.ts';
import type { WorkerEnvironment } from '../worker-environment.ts';
import { sqsLeaseQueue } from './sqs-lease-queue.ts';

/** What a worker on Lambda and one in a container have in common: all that they need but the threads. */
export function workerPorts(
  { pool, bucket, queueUrl, settings, identity }: WorkerEnvironment,
  {
    s3,
    sqs,
    log,
  }: { readonly s3: S3Client; readonly sqs: SQSClient; readonly log: WorkerDependencies['log'] },
): Omit<WorkerDependencies, 'executor'> {
  let deliveries = 0;
  return {
    store: s3ObjectStore(s3, bucket),
    queue: sqsLeaseQueue(sqs, queueUrl),
    clock: systemClock,
    pool,
    settings,
    identity,
    newToken: randomUUID,
    random: Math.random,
    log,
    vitals: () => ({ memoryMb: process.resourceUsage().maxRSS / 1024, cold: deliveries++ === 0 }),
  };
}
