import { expect } from 'chai';
import { createLambdaHandler } from '../../../functions/runtime/lambda-handler.ts';
import { type Behave, createBench, echo } from './worker-bench.ts';

const context = { getRemainingTimeInMillis: () => 60_000, awsRequestId: 'request-1' };

const record = (messageId: string, body: string) => ({
  messageId,
  body,
  receiptHandle: 'h',
  eventSource: 'aws:sqs',
  attributes: { ApproximateReceiveCount: '2' },
  messageAttributes: { cloudpool: { dataType: 'String', stringValue: 'chunk.1' } },
});

const open = (behave: Behave = echo) => {
  const bench = createBench({ behave });
  return { bench, handler: createLambdaHandler(() => bench.dependencies) };
};

describe('createLambdaHandler', () => {
  it('describes the function by its code, not by its template', async () => {
    const { handler } = open();
    expect(await handler({ cloudpool: 'describe' }, context)).to.deep.equal({
      protocol: 1,
      pool: 'p',
      code: 'c',
      kind: 'io',
      concurrency: 2,
      timeoutSeconds: 10,
      tries: 3,
    });
  });

  it('runs one task for invoke and answers its outcome', async () => {
    const { bench, handler } = open();
    const outcome = await handler({ cloudpool: 'invoke', input: { a: 1 } }, context);
    expect(outcome).to.deep.equal({ task: 0, ok: true, value: { a: 1 }, attempts: 1 });
    expect(bench.orders[0]).to.include({ taskId: 'invoke/request-1', timeoutMs: 10_000, alone: false });
    expect([...bench.store.objects.keys()].filter(key => key.includes('attempts'))).to.be.empty;
  });

  const ends = [
    { end: { kind: 'error', error: { name: 'E', message: 'm' }, retry: true }, name: 'E' },
    { end: { kind: 'timeout' }, name: 'TaskTimeout' },
    { end: { kind: 'died', reason: 'exit code 1' }, name: 'TaskCrashed' },
  ] as const;
  for (const { end, name } of ends) {
    it(`answers ${name} for an invoked task that ends with ${end.kind}`, async () => {
      const { handler } = open(() => end);
      const outcome = await handler({ cloudpool: 'invoke', input: null }, context);
      expect(outcome).to.have.property('ok', false);
      expect(outcome).to.have.nested.property('error.name', name);
    });
  }

  it('names the messages that come back, and only these', async () => {
    const { handler } = open();
    const past = JSON.stringify({ v: 1, run: 'r', chunk: 0, first: 0, count: 1, from: 0, to: 2, until: 1 });
    const answer = await handler({ Records: [record('done', past), record('bad', '{')] }, context);
    expect(answer).to.deep.equal({ batchItemFailures: [{ itemIdentifier: 'bad' }] });
  });

  it('refuses an event that it does not know, and says what it takes', async () => {
    const { handler } = open();
    const refused = await handler({ hello: 1 }, context).then(
      () => undefined,
      (error: Error) => error,
    );
    expect(refused).to.be.instanceOf(TypeError);
    expect(refused?.message).to.include('"cloudpool":"describe"').and.include('{"hello":1}');
  });

  it('opens its clients once', async () => {
    const bench = createBench();
    let opened = 0;
    const handler = createLambdaHandler(() => {
      opened++;
      return bench.dependencies;
    });
    await handler({ cloudpool: 'describe' }, context);
    await handler({ cloudpool: 'describe' }, context);
    expect(opened).to.equal(1);
  });
});
