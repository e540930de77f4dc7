import { WORKERS } from '../clone.ts';
import { measureByTurns, type Samples, secondsOf } from '../measure.ts';
import { connectPool, requireAll } from '../pools.ts';
import { type Report, type Row, ratio } from '../report.ts';
import type { Bench } from './bench.ts';

const TASKS = 1_000;
const WAIT_MS = 50;
/** Tasks in flight in one worker: what functions/wait says of itself. */
const IN_FLIGHT = 10;
const CONCURRENCY = WORKERS.wait * IN_FLIGHT;

const INPUTS = Array.from({ length: TASKS }, () => WAIT_MS);

/** Tasks that wait, as most do: how much of the concurrency becomes speed. */
export const waitingTasks: Bench = {
  name: 'waiting-tasks',
  title: `${TASKS.toLocaleString('en-US')} tasks that wait ${WAIT_MS} ms: ${WORKERS.wait} workers, ${IN_FLIGHT} in flight in each`,
  run: async lab => {
    const pool = await connectPool<number, number>(await lab.pools(), 'wait', lab.signal);
    try {
      const map = async () => requireAll(await pool.map(INPUTS), INPUTS);
      const { library } = await measureByTurns({ library: () => secondsOf(map) }, lab);
      return reportOn(library);
    } finally {
      pool.close();
    }
  },
};

function reportOn(samples: Samples): Report {
  const amount = { count: TASKS, of: 'tasks' };
  const library: Row = { what: 'Cloudpool, library', samples, unit: 's', amount };
  const ideal: Row = {
    what: `ideal: ${TASKS} × ${WAIT_MS / 1000} s / ${CONCURRENCY}`,
    samples: [(TASKS * WAIT_MS) / 1000 / CONCURRENCY],
    unit: 's',
    amount,
  };
  return { rows: [library, ideal], ratios: [ratio('wall clock of Cloudpool / ideal', library, ideal)] };
}
