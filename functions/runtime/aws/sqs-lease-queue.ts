import { ChangeMessageVisibilityCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { type LeaseQueue, StoreError } from '../protocol/ports.ts';
import { describeFailure, isTransientFailure } from '../protocol/sdk-failure.ts';

/** The worker's side of a queue in SQS. */
export function sqsLeaseQueue(client: SQSClient, queueUrl: string): LeaseQueue {
  return {
    changeVisibility: async ({ receiptHandle }, seconds) => {
      const request = { QueueUrl: queueUrl, ReceiptHandle: receiptHandle, VisibilityTimeout: seconds };
      try {
        await client.send(new ChangeMessageVisibilityCommand(request));
      } catch (error) {
        const { name, message } = describeFailure(error);
        const transient = isTransientFailure(error);
        throw new StoreError(`ChangeMessageVisibility: ${name}: ${message}`, { transient, cause: error });
      }
    },
  };
}
