import { expect } from 'chai';
import { AwsError } from '../../../scripts/aws/aws-error.ts';
import type { LogLine } from '../../../scripts/aws/logs.ts';
import { openContainerLog } from '../../../scripts/local/containers/container-log.ts';

const PLACE = { group: 'g', stream: 's' };

const failure = (transient: boolean) =>
  new AwsError('logs:PutLogEvents: no', { code: 'NO', awsName: 'No', transient });

/** A log whose first calls fail as told, and whose pauses end when `tick` is called. */
async function open(failures: readonly Error[] = []) {
  const left = [...failures];
  const calls: (readonly LogLine[])[] = [];
  const losses: string[] = [];
  let sleepers: (() => void)[] = [];
  const log = await openContainerLog(PLACE, {
    logs: {
      createStream: async () => undefined,
      put: async (_, lines) => {
        const error = left.shift();
        if (error) throw error;
        calls.push(lines);
      },
    },
    clock: {
      now: () => 1_000,
      // Between tries nobody waits; between batches until `tick`, or until the log ends.
      sleep: (_, signal) =>
        signal === undefined
          ? Promise.resolve()
          : new Promise(resolve => {
              sleepers.push(resolve);
              signal.addEventListener('abort', () => resolve());
            }),
    },
    onLoss: (lines, why) => losses.push(`${lines}: ${why}`),
  });
  const tick = async () => {
    for (const wake of sleepers) wake();
    sleepers = [];
    await new Promise(resolve => setImmediate(resolve));
  };
  return { log, calls, losses, tick, texts: () => calls.map(lines => lines.map(({ message }) => message)) };
}

describe('openContainerLog', () => {
  it('sends the lines of a moment in one call, in their order', async () => {
    const { log, tick, texts } = await open();
    for (const line of ['a', 'b']) await log.write(line);
    expect(texts()).to.deep.equal([]);
    await tick();
    await log.write('c');
    await log.end();
    expect(texts()).to.deep.equal([['a', 'b'], ['c']]);
  });

  it('sends all that it has when the container ends', async () => {
    const { log, texts } = await open();
    await log.write('last words');
    await log.end();
    expect(texts()).to.deep.equal([['last words']]);
  });

  it('keeps within what one call may hold: 10,000 lines and 1 MiB with 26 bytes a line', async () => {
    const { log, calls } = await open();
    const line = 'x'.repeat(5_000);
    for (let n = 0; n < 1_000; n++) await log.write(line);
    for (let n = 0; n < 15_000; n++) await log.write('y');
    await log.end();
    expect(calls.flat()).to.have.length(16_000);
    expect(calls.length).to.be.below(30);
    for (const lines of calls) {
      const bytes = lines.reduce((sum, { message }) => sum + Buffer.byteLength(message) + 26, 0);
      expect([lines.length <= 10_000, bytes <= 1_048_576]).to.deep.equal([true, true]);
    }
  });

  it('cuts a line that is too long, and leaves empty ones out', async () => {
    const { log, calls } = await open();
    const long = `${'z'.repeat(100_000)}!`;
    await log.write(long);
    await log.write('');
    await log.end();
    const texts = calls.flat().map(({ message }) => message);
    expect(texts).to.have.length(2);
    expect(texts.join('')).to.equal(long);
  });

  it('tries again what may pass', async () => {
    const { log, texts, losses } = await open([failure(true), failure(true)]);
    await log.write('a');
    await log.end();
    expect([texts(), losses]).to.deep.equal([[['a']], []]);
  });

  it('says what is lost, and goes on', async () => {
    const { log, tick, texts, losses } = await open([failure(false)]);
    await log.write('a');
    await tick();
    await log.write('b');
    await log.end();
    expect([texts(), losses]).to.deep.equal([[['b']], ['1: logs:PutLogEvents: no']]);
  });
});
