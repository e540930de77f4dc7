import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { ReceiveQueue } from '../container/poller.ts';
import { MESSAGE_ATTRIBUTE } from '../protocol/message.ts';
import { type Delivery, StoreError } from '../protocol/ports.ts';
import { describeFailure, isTransientFailure } from '../protocol/sdk-failure.ts';

/**
 * Until the worker takes the lease. The queue's own, 6 times the function's time-out, is for throttled functions: a
 * message whose answer is lost on the way to a worker shall not wait so long.
 */
const UNCLAIMED_SECONDS = 60;

/** A queue in SQS from which a worker takes its messages itself. */
export function sqsReceiveQueue(client: SQSClient, queueUrl: string): ReceiveQueue {
  const QueueUrl = queueUrl;
  return {
    receive: async ({ most, waitSeconds }) => {
      const command = new ReceiveMessageCommand({
        QueueUrl,
        MaxNumberOfMessages: most,
        WaitTimeSeconds: waitSeconds,
        VisibilityTimeout: UNCLAIMED_SECONDS,
        MessageAttributeNames: [MESSAGE_ATTRIBUTE],
        MessageSystemAttributeNames: ['ApproximateReceiveCount'],
      });
      try {
        const { Messages = [] } = await client.send(command);
        return Messages.map(deliveryOf);
      } catch (error) {
        throw storeError('ReceiveMessage', error);
      }
    },
    delete: ({ receiptHandle: ReceiptHandle }) =>
      ask('DeleteMessage', () => client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }))),
    putBack: ({ receiptHandle: ReceiptHandle }) =>
      ask('ChangeMessageVisibility', () =>
        client.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 0 })),
      ),
  };
}

function deliveryOf({
  MessageId = '',
  ReceiptHandle = '',
  Body = '',
  Attributes,
  MessageAttributes = {},
}: Message): Delivery {
  const attributes = Object.entries(MessageAttributes).flatMap(([name, { StringValue }]) =>
    StringValue === undefined ? [] : [[name, StringValue] as const],
  );
  return {
    messageId: MessageId,
    receiptHandle: ReceiptHandle,
    body: Body,
    receiveCount: Number(Attributes?.ApproximateReceiveCount),
    attributes: Object.fromEntries(attributes),
  };
}

async function ask(call: string, send: () => Promise<unknown>): Promise<void> {
  try {
    await send();
  } catch (error) {
    throw storeError(call, error);
  }
}

function storeError(call: string, error: unknown): StoreError {
  const { name, message } = describeFailure(error);
  return new StoreError(`${call}: ${name}: ${message}`, {
    transient: isTransientFailure(error),
    cause: error,
  });
}
