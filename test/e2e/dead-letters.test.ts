import { GetObjectCommand } from '@aws-sdk/client-s3';
import { GetQueueAttributesCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { expect } from 'chai';
import { decodeResult } from '../../functions/runtime/protocol/result.ts';
import { type StandingPlace, standUp } from '../support/e2e-place.ts';
import { parseEvents, parseResults } from '../support/e2e-results.ts';

describe('messages that the queue gives up', function () {
  this.timeout(120_000);
  let place: StandingPlace;
  before(async () => {
    const pools = { steps: { function: 'steps' } };
    place = await standUp({ prefix: 'e2e-dead', keep: ['storage', 'iam'], pools }, clone =>
      // A thousand deaths of a worker take their time.
      clone.edit('templates/pool.yaml', 'maxReceiveCount: 1000', 'maxReceiveCount: 2'),
    );
  });

  const deadLetterQueue = () => place.outputs.steps?.DeadLetterQueueUrl;

  async function countDead(): Promise<number> {
    const sqs = await place.world.session.sqs();
    const { Attributes = {} } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: deadLetterQueue(), AttributeNames: ['All'] }),
    );
    return (
      Number(Attributes.ApproximateNumberOfMessages) +
      Number(Attributes.ApproximateNumberOfMessagesNotVisible)
    );
  }

  /** Puts a letter where the queue would. */
  async function bury(body: string, attribute?: string): Promise<string> {
    const sqs = await place.world.session.sqs();
    const value = { DataType: 'String', StringValue: attribute };
    const { MessageId = '' } = await sqs.send(
      new SendMessageCommand({
        QueueUrl: deadLetterQueue(),
        MessageBody: body,
        ...(attribute === undefined ? {} : { MessageAttributes: { cloudpool: value } }),
      }),
    );
    return MessageId;
  }

  it('become errors of the tasks whose worker they killed, and the run ends', async () => {
    const lines = Array.from({ length: 8 }, (_, index) => ({
      name: `step ${index}`,
      ...(index === 5 ? { kill: true } : {}),
    }));
    const args = [JSON.stringify(lines)];
    const { code, stdout, stderr } = await place.start(args, {
      as: place.client,
      program: 'programs/steps.ts',
    }).ended;
    expect(code, stderr).to.equal(0);
    const results = parseResults(stdout.split('\n').slice(0, 8).join('\n').concat('\n'), 8);
    expect(results.flatMap(({ task, ok }) => (ok ? [] : [task]))).to.deep.equal([4, 5]);
    expect(results[5]?.error?.name).to.equal('WorkerLost');
    expect(results[5]?.error?.message).to.include('gave its message up after 2 attempts');
    expect(await countDead()).to.equal(0);
  });

  it('become errors of tasks without a run by drain, under the client policy alone', async () => {
    const id = await bury('{"name":"nobody waits for it"}');
    await bury('hello', 'chunk.1');
    const { code, stdout, stderr } = await place.run(['drain', 'steps', '--json'], { as: place.client });
    expect(code, stderr).to.equal(0);
    expect(parseEvents(stdout).at(-1)).to.deep.include({ closed: 1, failed: 1, unknown: 1 });
    const s3 = await place.world.session.s3();
    const { Body } = await s3.send(
      new GetObjectCommand({
        Bucket: place.outputs.steps?.DataBucketName,
        Key: `loose/${place.prefix}-steps/${id}/results/0.jsonl`,
      }),
    );
    const { outcomes } = decodeResult((await Body?.transformToByteArray()) ?? new Uint8Array());
    expect(outcomes[0]).to.deep.include({ task: 0, ok: false, attempts: 0 });
    expect(await countDead(), 'what nobody understands stays').to.equal(1);
  });
});
