import { SQSClient } from '@aws-sdk/client-sqs';
import { expect } from 'chai';
import { sqsReceiveQueue } from '../../../../functions/runtime/aws/sqs-receive-queue.ts';
import { type AnswerServer, startAnswerServer } from '../../../support/aws-answer-server.ts';

const delivery = { messageId: 'm', receiptHandle: 'handle', receiveCount: 1, body: '', attributes: {} };

describe('sqsReceiveQueue', () => {
  let server: AnswerServer;
  let client: SQSClient;

  beforeEach(async () => {
    server = await startAnswerServer();
    // Hand-written answers carry no checksum.
    client = new SQSClient({ ...server.settings, md5: false });
  });
  afterEach(async () => {
    client.destroy();
    await server.close();
  });

  const queue = () => sqsReceiveQueue(client, 'https://queue');
  const receive = () => queue().receive({ most: 3, waitSeconds: 7 });
  const sent = () => JSON.parse(server.requests[0]?.body ?? '');

  it('asks for what tells a chunk from a loose task, and for the receive count', async () => {
    server.answer({
      status: 200,
      body: JSON.stringify({
        Messages: [
          {
            MessageId: 'm',
            ReceiptHandle: 'h',
            Body: '{}',
            Attributes: { ApproximateReceiveCount: '3' },
            MessageAttributes: { cloudpool: { DataType: 'String', StringValue: 'chunk.1' } },
          },
        ],
      }),
    });
    expect(await receive()).to.deep.equal([
      {
        messageId: 'm',
        receiptHandle: 'h',
        body: '{}',
        receiveCount: 3,
        attributes: { cloudpool: 'chunk.1' },
      },
    ]);
    expect(sent()).to.deep.equal({
      QueueUrl: 'https://queue',
      MaxNumberOfMessages: 3,
      WaitTimeSeconds: 7,
      VisibilityTimeout: 60,
      MessageAttributeNames: ['cloudpool'],
      MessageSystemAttributeNames: ['ApproximateReceiveCount'],
    });
  });

  it('answers none for an empty queue', async () => {
    server.answer({ status: 200, body: '{}' });
    expect(await receive()).to.deep.equal([]);
  });

  it('deletes, and puts back at once', async () => {
    server.answer({ status: 200, body: '{}' });
    await queue().delete(delivery);
    await queue().putBack(delivery);
    expect(server.requests.map(({ headers }) => headers['x-amz-target'])).to.deep.equal([
      'AmazonSQS.DeleteMessage',
      'AmazonSQS.ChangeMessageVisibility',
    ]);
    expect(JSON.parse(server.requests[1]?.body ?? '')).to.include({
      ReceiptHandle: 'handle',
      VisibilityTimeout: 0,
    });
  });

  for (const [status, transient] of [
    [503, true],
    [403, false],
  ] as const) {
    it(`takes ${status} for ${transient ? 'no answer' : 'a refusal'}`, async () => {
      server.answer({ status, body: JSON.stringify({ __type: 'X', message: 'said so' }) });
      expect(await receive().catch(error => error)).to.include({ name: 'StoreError', transient });
      expect(
        await queue()
          .delete(delivery)
          .catch(error => error),
      ).to.include({ transient });
    });
  }
});
