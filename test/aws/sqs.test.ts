import { expect } from 'chai';
import { StoreError } from '../../functions/runtime/protocol/ports.ts';
import { openDeadLetterQueue, openSendQueue } from '../../scripts/aws/sqs.ts';
import { stubSession } from '../support/stub-session.ts';

const message = { id: '7', body: '{}', group: 'run', attributes: { cloudpool: 'chunk.1' } };

describe('openSendQueue', () => {
  it('answers what SQS failed of a batch', async () => {
    let entries: unknown;
    const { session } = stubSession({
      SendMessageBatch: ({ Entries }) => {
        entries = Entries;
        return { Failed: [{ Id: '7', Code: 'InternalError', Message: 'later', SenderFault: false }] };
      },
    });
    const failed = await (await openSendQueue(session, 'https://queue')).sendBatch([message]);
    expect(failed).to.deep.equal([{ id: '7', code: 'InternalError', message: 'later', senderFault: false }]);
    expect(entries).to.deep.equal([
      {
        Id: '7',
        MessageBody: '{}',
        MessageGroupId: 'run',
        MessageAttributes: { cloudpool: { DataType: 'String', StringValue: 'chunk.1' } },
      },
    ]);
  });

  it('tells a call worth another try from one that is not', async () => {
    for (const [status, transient] of [
      [503, true],
      [403, false],
    ] as const) {
      const failure = Object.assign(new Error('no'), { $metadata: { httpStatusCode: status } });
      const { session } = stubSession({
        GetQueueAttributes: () => {
          throw failure;
        },
      });
      const queue = await openSendQueue(session, 'https://queue');
      const error = await queue.counts().catch((thrown: unknown) => thrown);
      expect(error).to.be.instanceOf(StoreError);
      expect((error as StoreError).transient).to.equal(transient);
    }
  });
});

describe('openDeadLetterQueue', () => {
  it('receives up to ten with what tells a chunk from a loose task, and deletes by receipt', async () => {
    const asked: unknown[] = [];
    const noting = (answer: object) => (input: object) => {
      asked.push(input);
      return answer;
    };
    const message = {
      MessageId: 'm',
      ReceiptHandle: 'h',
      Body: '{}',
      Attributes: { ApproximateReceiveCount: '1001' },
      MessageAttributes: { cloudpool: { DataType: 'String', StringValue: 'chunk.1' } },
    };
    const { session } = stubSession({
      ReceiveMessage: noting({ Messages: [message] }),
      DeleteMessage: noting({}),
    });
    const queue = await openDeadLetterQueue(session, 'https://dead');
    const [letter] = await queue.receive();
    expect(letter).to.deep.equal({
      messageId: 'm',
      receiptHandle: 'h',
      receiveCount: 1_001,
      body: '{}',
      attributes: { cloudpool: 'chunk.1' },
    });
    if (letter !== undefined) await queue.delete(letter);
    expect(asked).to.deep.equal([
      {
        QueueUrl: 'https://dead',
        MaxNumberOfMessages: 10,
        VisibilityTimeout: 60,
        WaitTimeSeconds: 1,
        MessageAttributeNames: ['cloudpool'],
        MessageSystemAttributeNames: ['ApproximateReceiveCount'],
      },
      { QueueUrl: 'https://dead', ReceiptHandle: 'h' },
    ]);
  });

  it('answers none for an empty queue', async () => {
    const { session } = stubSession({ ReceiveMessage: () => ({}) });
    expect(await (await openDeadLetterQueue(session, 'https://dead')).receive()).to.deep.equal([]);
  });
});
