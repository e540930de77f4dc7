import type { SQSClient } from '@aws-sdk/client-sqs';
import {
  type OutgoingMessage,
  type QueueCounts,
  type SendFailure,
  type SendQueue,
  StoreError,
} from '../../functions/runtime/protocol/ports.ts';
import { describeFailure, isTransientFailure } from '../../functions/runtime/protocol/sdk-failure.ts';
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

async function ask<Answer>(call: string, send: () => Promise<Answer>): Promise<Answer> {
  try {
    return await send();
  } catch (error) {
    const { name, message } = describeFailure(error);
    throw new StoreError(`sqs:${call}: ${name}: ${message}`, {
      transient: isTransientFailure(error),
      cause: error,
    });
  }
}
