import { expect } from 'chai';
import { StoreError } from '../../functions/runtime/protocol/ports.ts';
import { openSendQueue } from '../../scripts/aws/sqs.ts';
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
