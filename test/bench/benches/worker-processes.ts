import { type BenchFunction, WORKERS, workerPool } from '../clone.ts';
import { measureByTurns, type Samples, secondsOf } from '../measure.ts';
import { connectPool, requireAll } from '../pools.ts';
import { type Report, type Row, rateRatio, ratio } from '../report.ts';
import { openWorkerImage } from '../worker-processes.ts';
import type { Bench } from './bench.ts';

const TINY = Array.from({ length: 10_000 }, (_, task) => task);
const WAITING = Array.from({ length: 1_000 }, () => 50);

/** The same tasks on Lambda functions and in one long-lived worker process, with as many chunks at work. */
export const workerProcesses: Bench = {
  name: 'worker-processes',
  title: 'A worker process, as a container runs it, beside functions',
  run: async lab => {
    const pools = await lab.pools();
    const image = await openWorkerImage(pools, lab.folder);
    const open = (pool: string) => connectPool<number, number>(pools, pool, lab.signal);
    const [tiny, tinyWorkers] = [await open('tiny'), await open(workerPool('tiny'))];
    const [wait, waitWorkers] = [await open('wait'), await open(workerPool('wait'))];
    const workers = await Promise.all(
      (['tiny', 'wait'] as const).map(name => image.start(name, { slots: WORKERS[name] })),
    );
    const doubled = TINY.map(input => input * 2);
    try {
      const samples = await measureByTurns(
        {
          tinyFunctions: () => secondsOf(async () => requireAll(await tiny.map(TINY), doubled)),
          tinyWorkers: () => secondsOf(async () => requireAll(await tinyWorkers.map(TINY), doubled)),
          waitFunctions: () => secondsOf(async () => requireAll(await wait.map(WAITING), WAITING)),
          waitWorkers: () => secondsOf(async () => requireAll(await waitWorkers.map(WAITING), WAITING)),
          start: () => startAndEnd(() => image.start('tiny')),
        },
        lab,
      );
      return reportOn(samples);
    } finally {
      await Promise.all(workers.map(worker => worker.end()));
      for (const pool of [tiny, tinyWorkers, wait, waitWorkers]) pool.close();
    }
  },
};

async function startAndEnd(start: () => ReturnType<Awaited<ReturnType<typeof openWorkerImage>>['start']>) {
  const worker = await start();
  await worker.end();
  return 1000 * worker.startSeconds;
}

type Name = 'tinyFunctions' | 'tinyWorkers' | 'waitFunctions' | 'waitWorkers' | 'start';

function reportOn(samples: Readonly<Record<Name, Samples>>): Report {
  const row = (name: Exclude<Name, 'start'>, what: string, count: number): Row => {
    return { what, samples: samples[name], unit: 's', amount: { count, of: 'tasks' } };
  };
  const at = (name: BenchFunction) => `${WORKERS[name]} chunks at once`;
  const tinyFunctions = row('tinyFunctions', `tiny tasks, functions, ${at('tiny')}`, TINY.length);
  const tinyWorkers = row('tinyWorkers', `tiny tasks, a worker process, ${at('tiny')}`, TINY.length);
  const waitFunctions = row('waitFunctions', `waiting tasks, functions, ${at('wait')}`, WAITING.length);
  const waitWorkers = row('waitWorkers', `waiting tasks, a worker process, ${at('wait')}`, WAITING.length);
  const start: Row = { what: 'from its start to its first poll', samples: samples.start, unit: 'ms' };
  return {
    rows: [tinyFunctions, tinyWorkers, waitFunctions, waitWorkers, start],
    ratios: [
      rateRatio('tiny tasks of a worker process per task of functions', tinyWorkers, tinyFunctions),
      ratio('wall clock of waiting tasks, worker process / functions', waitWorkers, waitFunctions),
    ],
  };
}
