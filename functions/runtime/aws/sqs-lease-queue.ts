import { ChangeMessageVisibilityCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { LeaseQueue } from '../protocol/ports.ts';
import { orStoreError } from '../protocol/sdk-failure.ts';

/** The worker's side of a queue in SQS. */
export function sqsLeaseQueue(client: SQSClient, queueUrl: string): LeaseQueue {
  return {
    changeVisibility: async ({ receiptHandle }, seconds) => {
      const request = { QueueUrl: queueUrl, ReceiptHandle: receiptHandle, VisibilityTimeout: seconds };
      const command = new ChangeMessageVisibilityCommand(request);
      await orStoreError('ChangeMessageVisibility', () => client.send(command));
    },
  };
}
