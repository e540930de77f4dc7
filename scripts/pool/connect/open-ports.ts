import { randomUUID } from 'node:crypto';
import { openObjectStore, openUpload } from '../../aws/s3.ts';
import { openDeadLetterQueue, openSendQueue } from '../../aws/sqs.ts';
import type { RunPorts } from '../ports.ts';
import type { PoolContext } from './context.ts';
import type { PoolStack } from './find-pool.ts';

/** Opens a pool's bucket and queues. Makes no call. */
export async function openPorts(
  { session, clock, report, signal }: PoolContext,
  pool: PoolStack,
): Promise<RunPorts> {
  const [store, queue, deadLetters] = await Promise.all([
    openObjectStore(session, pool.bucket),
    openSendQueue(session, pool.queueUrl),
    openDeadLetterQueue(session, pool.deadLetterQueueUrl),
  ]);
  return {
    store,
    upload: openUpload(session, pool.bucket),
    queue,
    deadLetters,
    clock,
    newToken: randomUUID,
    random: Math.random,
    report,
    signal,
  };
}
