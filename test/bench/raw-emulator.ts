import { CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { CreateQueueCommand, PurgeQueueCommand, SendMessageBatchCommand } from '@aws-sdk/client-sqs';
import type { AwsSession } from '../../scripts/aws/session.ts';

/** How many messages and objects each measurement sends. */
export const MESSAGES = 4_000;
export const PUTS = 400;

const A_BATCH = 10;
/** More calls in flight bring little. */
const LANES = 8;

/** The emulator without Cloudpool: the speed that nothing on it can exceed. */
export interface RawEmulator {
  sendMessages(): Promise<void>;
  putObjects(): Promise<void>;
}

/** Opens a queue and a bucket that nobody else uses. */
export async function openRawEmulator(session: AwsSession): Promise<RawEmulator> {
  const [sqs, s3] = await Promise.all([session.sqs(), session.s3()]);
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'bench-raw' }));
  await s3.send(new CreateBucketCommand({ Bucket: 'bench-raw' }));
  const Entries = Array.from({ length: A_BATCH }, (_, at) => ({
    Id: `${at}`,
    MessageBody: `${at}`.repeat(150),
  }));
  const Body = Buffer.alloc(1024, 'x');
  return {
    sendMessages: async () => {
      await inLanes(MESSAGES / A_BATCH, () => sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries })));
      // It gets slow when many wait.
      await sqs.send(new PurgeQueueCommand({ QueueUrl }));
    },
    putObjects: () =>
      inLanes(PUTS, at => s3.send(new PutObjectCommand({ Bucket: 'bench-raw', Key: `${at}`, Body }))),
  };
}

async function inLanes(count: number, work: (at: number) => Promise<unknown>): Promise<void> {
  let next = 0;
  const lane = async () => {
    while (next < count) await work(next++);
  };
  await Promise.all(Array.from({ length: LANES }, lane));
}
