import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { ReceiveQueue } from '../container/poller.ts';
import { MESSAGE_ATTRIBUTE } from '../protocol/message.ts';
import { orStoreError } from '../protocol/sdk-failure.ts';
import { deliveryOf } from '../protocol/sqs-delivery.ts';

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
      const { Messages = [] } = await orStoreError('ReceiveMessage', () => client.send(command));
      return Messages.map(deliveryOf);
    },
    delete: async ({ receiptHandle: ReceiptHandle }) => {
      const command = new DeleteMessageCommand({ QueueUrl, ReceiptHandle });
      await orStoreError('DeleteMessage', () => client.send(command));
    },
    putBack: async ({ receiptHandle: ReceiptHandle }) => {
      const command = new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 0 });
      await orStoreError('ChangeMessageVisibility', () => client.send(command));
    },
  };
}
