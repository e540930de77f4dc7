import { Piscina } from 'piscina';
import { workerPool } from '../clone.ts';
import { spin } from '../functions/spin/spin.ts';
import { measureByTurns, type Samples, secondsOf } from '../measure.ts';
import { connectPool, requireAll } from '../pools.ts';
import { type Report, type Row, rateRatio } from '../report.ts';
import { openWorkerImage } from '../worker-processes.ts';
import type { Bench } from './bench.ts';

const TASKS = 200;
const TASK_MS = 50;
const THREADS = 2;
/** Twice the processors: while one chunk is handed over, the others compute. */
const SLOTS = 2 * THREADS;
/** As `multiprocessing.Pool` cuts them: four chunks a process. */
const CHUNK = TASKS / (4 * THREADS);

/** Tasks that compute: how much of a second processor becomes speed. */
export const computingTasks: Bench = {
  name: 'computing-tasks',
  title: `${TASKS} tasks that compute for ${TASK_MS} ms, on ${THREADS} processors`,
  run: async lab => {
    const pools = await lab.pools();
    const pool = await connectPool<number, number>(pools, 'spin', lab.signal);
    const workerOnly = await connectPool<number, number>(pools, workerPool('spin'), lab.signal);
    const worker = await (await openWorkerImage(pools, lab.folder)).start('spin', { slots: SLOTS });
    const [alone, piscina] = [openPiscina(1), openPiscina(THREADS)];
    try {
      const rounds = await roundsOf(TASK_MS, task => alone.run(task));
      const inputs = Array.from({ length: TASKS }, () => rounds);
      const values = inputs.map(() => spin(rounds));
      const onThreads = (threads: Piscina<number, number>) => async () =>
        requireAll(await Promise.all(inputs.map(task => threads.run(task))), values);
      const measures = {
        alone: () => secondsOf(onThreads(alone)),
        library: () => secondsOf(async () => requireAll(await pool.map(inputs), values)),
        worker: () =>
          secondsOf(async () => requireAll(await workerOnly.map(inputs, { chunk: CHUNK }), values)),
        piscina: () => secondsOf(onThreads(piscina)),
      };
      return reportOn(await measureByTurns(measures, lab));
    } finally {
      pool.close();
      workerOnly.close();
      await Promise.all([worker.end(), alone.destroy(), piscina.destroy()]);
    }
  },
};

function openPiscina(threads: number): Piscina<number, number> {
  const filename = new URL('../functions/spin/spin.ts', import.meta.url).href;
  return new Piscina({ filename, name: 'spin', minThreads: threads, maxThreads: threads });
}

/** Finds the work that takes so long here, in the best of some tries. */
async function roundsOf(milliseconds: number, run: (rounds: number) => Promise<number>): Promise<number> {
  const probe = 20_000_000;
  const tries: number[] = [];
  for (let count = 0; count < 5; count += 1) tries.push(await secondsOf(() => run(probe)));
  return Math.round((probe * milliseconds) / 1_000 / Math.min(...tries));
}

function reportOn(samples: Readonly<Record<'alone' | 'library' | 'worker' | 'piscina', Samples>>): Report {
  const row = (name: keyof typeof samples, what: string): Row => {
    return { what, samples: samples[name], unit: 's', amount: { count: TASKS, of: 'tasks' } };
  };
  const alone = row('alone', 'one thread');
  const library = row('library', 'Cloudpool, functions');
  const worker = row('worker', `Cloudpool, a worker process, ${SLOTS} chunks of ${CHUNK} at once`);
  const piscina = row('piscina', `piscina, ${THREADS} threads`);
  return {
    rows: [alone, library, worker, piscina],
    ratios: [
      rateRatio('speed-up of functions over one thread', library, alone),
      rateRatio('speed-up of a worker process over one thread', worker, alone),
      rateRatio('speed-up of piscina over one thread', piscina, alone),
    ],
  };
}
