import { execFileSync } from 'node:child_process';
import { expect } from 'chai';
import { measureDisk } from '../../../functions/probe/disk.ts';
import { handler } from '../../../functions/probe/index.ts';
import { type MemoryMeasure, measureMemory } from '../../../functions/probe/memory.ts';
import { measureProcessor } from '../../../functions/probe/processor.ts';
import { PermanentError } from '../../../functions/runtime/index.ts';
import { taskContext } from '../task-context.ts';

describe('measureProcessor', () => {
  it('counts the processor time that threads get, never more than they are', async () => {
    const { oneThread, allThreads } = await measureProcessor(0.2);
    expect(oneThread.threads).to.equal(1);
    // The thread that waits takes a little too.
    expect(oneThread.processors).to.be.within(0.01, 1.3);
    expect(allThreads.threads).to.be.at.least(2);
    expect(allThreads.processors).to.be.within(0.01, allThreads.threads + 0.3);
    expect(Math.min(oneThread.rate, allThreads.rate)).to.be.greaterThan(0);
  });
});

describe('measureMemory', () => {
  it('stops short of the limit of the function', () => {
    const { limitMb, measure } = measureAlone(120);
    expect(measure).to.include({ limitMb, exhausted: true });
    expect(measure.residentMb + measure.allocatedMb).to.be.lessThan(limitMb - 32);
    expect(measure.allocatedMb).to.be.greaterThan(0);
  });

  it('stops at what was asked for, where there is more', () => {
    expect(measureMemory(32, {})).to.include({ limitMb: null, allocatedMb: 32, exhausted: false });
  });
});

/** In a process of its own: this one may give memory back at any moment. */
function measureAlone(spareMb: number): { readonly limitMb: number; readonly measure: MemoryMeasure } {
  const file = new URL('../../../functions/probe/memory.ts', import.meta.url).href;
  const program = `import { measureMemory } from '${file}';
    const limitMb = Math.ceil(process.memoryUsage.rss() / 2 ** 20) + ${spareMb};
    const measure = measureMemory(10_240, { AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(limitMb) });
    console.log(JSON.stringify({ limitMb, measure }));`;
  const args = ['--input-type=module', '--eval', program];
  return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' }));
}

describe('measureDisk', () => {
  it('writes and reads, and leaves nothing behind', async () => {
    const { writeRate, readRate, freeMb } = await measureDisk(2);
    expect(Math.min(writeRate, readRate, freeMb)).to.be.greaterThan(0);
  });
});

describe('probe', () => {
  it('refuses an order for good, with everything that is wrong with it', async () => {
    for (const [order, says] of [
      [{ seconds: 99 }, 'seconds must be a number from 0.05 to 10, got 99'],
      [{ second: 1 }, 'there is no field second'],
      [{ diskMb: 0, networkMb: 'x' }, 'diskMb must be'],
      [[1], 'expected an object'],
    ] as const) {
      const error = await Promise.resolve(handler.run(order as never, taskContext())).catch(
        (thrown: unknown) => thrown,
      );
      expect(error).to.be.instanceOf(PermanentError).with.property('message').that.includes(says);
    }
  });
});
