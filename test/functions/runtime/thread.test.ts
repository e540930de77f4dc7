import { expect } from 'chai';
import type { TaskEnd } from '../../../functions/runtime/executor.ts';
import { threadBenches, valueIn } from './threads/bench.ts';
import { orderFor } from './threads/order.ts';

describe('serveTasks', () => {
  const open = threadBenches();

  it('hands the function its input and its context', async () => {
    const { run } = open('io');
    const order = { task: 7, taskId: 'r/7', run: 'r', attempt: 2, settings: { baseUrl: 'http://x' } };
    const { remainingMs, ...rest } = valueIn(await run('context', order)) as { remainingMs: number };
    expect(rest).to.deep.equal({ ...order, aborted: false });
    expect(remainingMs).to.be.within(9_000, 10_000);
  });

  it('counts down to the deadline where that comes first', async () => {
    const { run } = open('io');
    const end = valueIn(await run('context', { deadline: Date.now() + 3_000 }));
    expect((end as { remainingMs: number }).remainingMs).to.be.within(0, 3_000);
  });

  it('writes what the function logs, with run and task', async () => {
    const { run, logged } = open('io');
    await run('logs', { task: 3, attempt: 2 });
    expect(logged).to.deep.equal([{ run: 'r', task: 3, attempt: 2, message: "got 3 rows { of: 'AAPL' }" }]);
  });

  it('answers null for a function that returns nothing', async () => {
    const { run } = open('io');
    expect(await run('nothing')).to.deep.equal({ kind: 'value', value: 'null' });
  });

  it('tells the error by name, message, stack and cause', async () => {
    const { error, retry } = errorOf(await open('io').run('throws'));
    expect(retry).to.equal(true);
    expect(error).to.include({ name: 'OutOfStock', message: 'none left' });
    expect(error.stack).to.include('obedient-task.ts').and.include('Caused by: Error: the shelf is empty');
  });

  it('passes on that another try is of no use', async () => {
    const { error, retry } = errorOf(await open('io').run('throws for good'));
    expect([error.name, retry]).to.deep.equal(['PermanentError', false]);
  });

  it('tells what was thrown when it is no error', async () => {
    const { error } = errorOf(await open('io').run('throws a text'));
    expect(error).to.deep.equal({ name: 'Error', message: 'oops' });
  });

  const unwritable: readonly [does: string, says: string][] = [
    ['a big integer', 'the returned value cannot be written as JSON: Do not know how to serialize a BigInt'],
    ['a cycle', 'the returned value cannot be written as JSON: Converting circular structure to JSON'],
    ['a function', 'the function returned a value of type function that JSON cannot hold'],
  ];
  for (const [does, message] of unwritable) {
    it(`refuses ${does} as a value, and says why`, async () => {
      const { error, retry } = errorOf(await open('io').run(does));
      expect({ ...error, retry, stack: '' }).to.deep.equal({
        name: 'ValueNotJson',
        message,
        retry: false,
        stack: '',
      });
    });
  }

  it('refuses an input that is no JSON', async () => {
    const { executor } = open('io');
    const order = { ...orderFor({ does: 'nothing' }), input: Buffer.from('{"does":') };
    const { error, retry } = errorOf(await executor.run(order));
    expect(error.name).to.equal('InputCorrupt');
    expect(error.message).to.match(/^the input is not JSON: /);
    expect(retry).to.equal(false);
  });

  it('leaves the bytes of the caller alone', async () => {
    const { executor } = open('io');
    const chunk = Buffer.from('{"does":"nothing"}\n{"does":"thread"}\n');
    const order = { ...orderFor({ does: '' }), input: chunk.subarray(0, 18) };
    expect(valueIn(await executor.run(order))).to.equal(null);
    expect(chunk.toString()).to.equal('{"does":"nothing"}\n{"does":"thread"}\n');
  });
});

function errorOf(end: TaskEnd): Extract<TaskEnd, { kind: 'error' }> {
  if (end.kind !== 'error') throw new Error(`expected an error, got ${JSON.stringify(end)}`);
  return end;
}
