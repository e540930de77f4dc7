import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { threadBenches, valueIn } from './bench.ts';

const MB_OF_TWO_PROCESSORS = 2 * 1_769;

describe('createThreadExecutor', () => {
  const open = threadBenches();

  describe('describe', () => {
    it('answers what the code says', async () => {
      expect(await open('io').executor.describe()).to.deep.equal({
        kind: 'io',
        concurrency: 20,
        timeoutSeconds: 10,
        tries: 2,
      });
    });

    it('promises no more computing tasks at once than there are processors', async () => {
      const { executor } = open('cpu', { memoryMb: MB_OF_TWO_PROCESSORS });
      expect(await executor.describe()).to.include({ kind: 'cpu', concurrency: 2 });
    });

    const broken: readonly [fixture: string, says: string][] = [
      ['throwing', 'could not be loaded: uncaught RangeError: a mistake at the top of the file'],
      ['taskless', 'the function must export `handler`, made with task()'],
      ['silent', 'did not load within 0.4 s'],
    ];
    for (const [fixture, says] of broken) {
      it(`says why the code of a ${fixture} thread does not load, each time it is asked`, async () => {
        const { executor, run } = open(fixture, fixture === 'silent' ? { bootMs: 400 } : {});
        for (let time = 1; time <= 2; time++) {
          const error = await executor.describe().catch((thrown: Error) => thrown);
          expect(error).to.be.instanceOf(Error).with.property('message').that.includes(says);
        }
        const end = await run('nothing');
        expect(end.kind).to.equal('died');
        expect(end).to.have.property('reason').that.includes(says);
      });
    }
  });

  describe('run', () => {
    it('keeps many waiting tasks in flight on one thread', async () => {
      const { run } = open('io');
      const ends = await Promise.all(Array.from({ length: 20 }, () => run('meets others', { detail: 20 })));
      expect(new Set(ends.map(valueIn)).size).to.equal(1);
    });

    it('gives each computing task a thread of its own, as many as there are processors', async () => {
      const { run } = open('cpu', { memoryMb: MB_OF_TWO_PROCESSORS });
      const began = Date.now();
      const ends = await Promise.all([1, 2, 3, 4].map(() => run('waits', { detail: 300 })));
      const threads = ends.map(valueIn);
      expect(new Set(threads).size).to.equal(2);
      expect(Date.now() - began).to.be.at.least(590); // two after two
    });

    it('keeps a thread for the next task', async () => {
      const { run } = open('io');
      expect(valueIn(await run('thread'))).to.equal(valueIn(await run('thread')));
    });

    it('runs a task alone on a fresh thread, and ends that afterwards', async () => {
      const { run } = open('io');
      expect(valueIn(await run('count starts'))).to.equal(1);
      expect(valueIn(await run('count starts'))).to.equal(2);
      expect(valueIn(await run('count starts', { alone: true }))).to.equal(1);
      expect(valueIn(await run('count starts'))).to.equal(1);
    });

    it('lets the output of the function reach the log, and an idle thread end with its process', async () => {
      const program = fileURLToPath(new URL('./fixtures/printing-program.ts', import.meta.url));
      const { stdout } = await promisify(execFile)(process.execPath, [program], { timeout: 15_000 });
      expect(stdout).to.equal('printed by the task\n');
    });

    it('keeps its process until a thread is gone that was ended right when it had loaded', async () => {
      const program = fileURLToPath(new URL('./fixtures/leaving-program.ts', import.meta.url));
      const { stdout } = await promisify(execFile)(process.execPath, [program], { timeout: 15_000 });
      expect(stdout).to.equal('closed\n');
    });
  });
});
