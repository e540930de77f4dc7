import type { SQSClient } from '@aws-sdk/client-sqs';
import { MESSAGE_ATTRIBUTE } from '../../functions/runtime/protocol/message.ts';
import type {
  Delivery,
  OutgoingMessage,
  QueueCounts,
  SendFailure,
  SendQueue,
} from '../../functions/runtime/protocol/ports.ts';
import { orStoreError } from '../../functions/runtime/protocol/sdk-failure.ts';
import { deliveryOf } from '../../functions/runtime/protocol/sqs-delivery.ts';
import type { AwsSession } from './session.ts';

type Sdk = typeof import('@aws-sdk/client-sqs');

/** A queue as the client sees it. Failures of whole calls are `StoreError`s: the callers know how to wait. */
export async function openSendQueue(session: AwsSession, queueUrl: string): Promise<SendQueue> {
  const [client, sdk] = await Promise.all([session.sqs(), import('@aws-sdk/client-sqs')]);
  return {
    sendBatch: messages => ask('SendMessageBatch', () => sendBatch(client, sdk, { queueUrl, messages })),
    counts: () => ask('GetQueueAttributes', () => readCounts(client, sdk, queueUrl)),
  };
}

/** Messages that their queue gave up. */
export interface DeadLetterQueue {
  counts(): Promise<QueueCounts>;
  /** Up to ten, hidden from others for a minute. None: the queue is empty, or others hold them. */
  receive(): Promise<readonly Delivery[]>;
  delete(delivery: Delivery): Promise<void>;
}

/** Long enough to write the results of ten. */
const HIDDEN_SECONDS = 60;
/** A poll that does not wait asks only some of the queue's servers. */
const WAIT_SECONDS = 1;

/** A dead-letter queue as the client sees it. Failures are `StoreError`s. */
export async function openDeadLetterQueue(session: AwsSession, queueUrl: string): Promise<DeadLetterQueue> {
  const [client, sdk] = await Promise.all([session.sqs(), import('@aws-sdk/client-sqs')]);
  const receive = new sdk.ReceiveMessageCommand({
    QueueUrl: queueUrl,
    MaxNumberOfMessages: 10,
    VisibilityTimeout: HIDDEN_SECONDS,
    WaitTimeSeconds: WAIT_SECONDS,
    MessageAttributeNames: [MESSAGE_ATTRIBUTE],
    MessageSystemAttributeNames: ['ApproximateReceiveCount'],
  });
  return {
    counts: () => ask('GetQueueAttributes', () => readCounts(client, sdk, queueUrl)),
    receive: async () => {
      const { Messages = [] } = await ask('ReceiveMessage', () => client.send(receive));
      return Messages.map(deliveryOf);
    },
    delete: async ({ receiptHandle }) => {
      const command = new sdk.DeleteMessageCommand({ QueueUrl: queueUrl, ReceiptHandle: receiptHandle });
      await ask('DeleteMessage', () => client.send(command));
    },
  };
}

async function sendBatch(
  client: SQSClient,
  sdk: Sdk,
  { queueUrl, messages }: { queueUrl: string; messages: readonly OutgoingMessage[] },
): Promise<readonly SendFailure[]> {
  const entries = messages.map(({ id, body, group, attributes }) => ({
    Id: id,
    MessageBody: body,
    MessageGroupId: group,
    MessageAttributes: Object.fromEntries(
      Object.entries(attributes).map(([name, value]) => [name, { DataType: 'String', StringValue: value }]),
    ),
  }));
  const { Failed = [] } = await client.send(
    new sdk.SendMessageBatchCommand({ QueueUrl: queueUrl, Entries: entries }),
  );
  return Failed.map(({ Id = '', Code = '', Message = '', SenderFault = false }) => ({
    id: Id,
    code: Code,
    message: Message,
    senderFault: SenderFault,
  }));
}

async function readCounts(client: SQSClient, sdk: Sdk, queueUrl: string): Promise<QueueCounts> {
  const { Attributes = {} } = await client.send(
    new sdk.GetQueueAttributesCommand({
      QueueUrl: queueUrl,
      AttributeNames: [
        'ApproximateNumberOfMessages',
        'ApproximateNumberOfMessagesNotVisible',
        'ApproximateNumberOfMessagesDelayed',
      ],
    }),
  );
  return {
    visible: Number(Attributes.ApproximateNumberOfMessages ?? 0),
    inFlight: Number(Attributes.ApproximateNumberOfMessagesNotVisible ?? 0),
    delayed: Number(Attributes.ApproximateNumberOfMessagesDelayed ?? 0),
  };
}

function ask<Answer>(call: string, send: () => Promise<Answer>): Promise<Answer> {
  return orStoreError(`sqs:${call}`, send);
}
