import { SQSClient } from '@aws-sdk/client-sqs';
import { expect } from 'chai';
import { sqsLeaseQueue } from '../../../../functions/runtime/aws/sqs-lease-queue.ts';
import { type AnswerServer, startAnswerServer } from '../../../support/aws-answer-server.ts';

const delivery = { messageId: 'm', receiptHandle: 'handle', receiveCount: 1, body: '', attributes: {} };

describe('sqsLeaseQueue', () => {
  let server: AnswerServer;
  let client: SQSClient;

  beforeEach(async () => {
    server = await startAnswerServer();
    client = new SQSClient(server.settings);
  });

  afterEach(async () => {
    client.destroy();
    await server.close();
  });

  const change = () =>
    sqsLeaseQueue(client, 'https://queue')
      .changeVisibility(delivery, 120)
      .catch(error => error);

  it('changes the visibility of the delivery', async () => {
    server.answer({ status: 200, body: '{}' });
    expect(await change()).to.equal(undefined);
    expect(JSON.parse(server.requests[0]?.body ?? '')).to.deep.include({
      ReceiptHandle: 'handle',
      VisibilityTimeout: 120,
    });
  });

  const failures = [
    { status: 400, type: 'com.amazonaws.sqs#ReceiptHandleIsInvalid', transient: false },
    { status: 403, type: 'AccessDenied', transient: false },
    { status: 400, type: 'com.amazonaws.sqs#RequestThrottled', transient: true },
    { status: 503, type: 'ServiceUnavailable', transient: true },
  ];
  for (const { status, type, transient } of failures) {
    it(`takes ${status} ${type.split('#').at(-1)} for ${transient ? 'no answer' : 'a lost lease'}`, async () => {
      server.answer({ status, body: JSON.stringify({ __type: type, message: 'said so' }) });
      expect(await change()).to.include({ name: 'StoreError', transient });
    });
  }
});
