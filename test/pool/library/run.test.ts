import { expect } from 'chai';
import { CloudpoolError } from '../../../scripts/errors.ts';
import { inputLines } from '../../../scripts/pool/library/input-lines.ts';
import { Run } from '../../../scripts/pool/library/run.ts';
import { TaskError } from '../../../scripts/pool/library/task-error.ts';
import { testPorts } from '../../support/pool-ports.ts';
import { committedRun, work } from '../../support/pool-run.ts';

describe('Run', () => {
  it('knows its status, yields outcomes in order, and marks the run as complete', async () => {
    const ports = testPorts();
    const opened = await committedRun(ports, 6);
    const run = new Run<{ doubled: number }>(ports, opened);
    expect(await run.status()).to.deep.equal({ state: 'sending', tasks: 6, done: 0 });
    await work(ports, opened, [5, 3, 1, 0, 2, 4]);
    const outcomes = await Array.fromAsync(run.outcomes());
    expect(outcomes.map(({ task }) => task)).to.deep.equal([0, 1, 2, 3, 4, 5]);
    expect(outcomes[2]).to.deep.equal({ task: 2, ok: true, value: { doubled: 4 }, attempts: 1 });
    expect(outcomes[4]?.ok).to.equal(false);
    expect(JSON.parse(ports.store.text(opened.keys.summary))).to.include({ tasks: 6, failed: 1 });
    expect((await run.status()).state).to.equal('complete');
  });
});

describe('inputLines', () => {
  it('writes one line per value, lazily', async () => {
    const numbers = Array.from({ length: 30_000 }, (_, n) => n);
    const pieces = await Array.fromAsync(inputLines(numbers));
    expect(pieces).to.have.length(3);
    expect(Buffer.concat(pieces).toString()).to.equal(numbers.map(n => `${n}\n`).join(''));
  });

  const bad: readonly [what: string, value: unknown, why: RegExp][] = [
    ['a big integer', 10n, /input 1 .*BigInt/],
    ['undefined', undefined, /input 1 .*of type undefined/],
    ['a function', () => 1, /input 1 .*of type function/],
  ];
  for (const [what, value, why] of bad) {
    it(`names the place of ${what}`, async () => {
      const error = await Array.fromAsync(inputLines([1, value])).catch((thrown: unknown) => thrown);
      expect(error).to.be.instanceOf(CloudpoolError).with.property('message').that.matches(why);
    });
  }
});

describe('TaskError', () => {
  it("carries the name and message of the task's own error", () => {
    const error = new TaskError(7, { name: 'UnknownTicker', message: 'no XYZ' });
    expect(error).to.be.instanceOf(CloudpoolError);
    expect([error.name, error.message, error.task]).to.deep.equal(['UnknownTicker', 'no XYZ', 7]);
  });
});
