import { join } from 'node:path';
import { Piscina } from 'piscina';
import { CLOUDPOOL, timeNode } from '../child.ts';
import { WORKERS } from '../clone.ts';
import { type BenchPools, type Lab, openRootSession } from '../lab.ts';
import { type Measure, measureByTurns, type Samples, secondsOf } from '../measure.ts';
import { connectPool, requireAll } from '../pools.ts';
import { MESSAGES, openRawEmulator, PUTS } from '../raw-emulator.ts';
import { type Report, type Row, rateRatio } from '../report.ts';
import { writeTasks } from '../task-file.ts';
import type { Bench } from './bench.ts';

const TASKS = 10_000;
const THREADS = WORKERS.tiny;

const INPUTS = Array.from({ length: TASKS }, (_, task) => task);
const VALUES = INPUTS.map(input => input * 2);

/** What a task costs that does nothing: all of it is overhead. */
export const tinyTasks: Bench = {
  name: 'tiny-tasks',
  title: `${TASKS.toLocaleString('en-US')} tasks that double a number`,
  run: async lab => {
    const pools = await lab.pools();
    const session = openRootSession(pools.endpoint);
    const raw = await openRawEmulator(session);
    const pool = await connectPool<number, number>(pools, 'tiny', lab.signal);
    const piscina = openPiscina();
    try {
      const map = async () => requireAll(await pool.map(INPUTS), VALUES);
      const beside = async () => requireAll(await Promise.all(INPUTS.map(n => piscina.run(n))), VALUES);
      return reportOn(
        await measureByTurns(
          {
            library: () => secondsOf(map),
            command: commandLine(lab, pools),
            piscina: () => secondsOf(beside),
            messages: () => secondsOf(raw.sendMessages),
            puts: () => secondsOf(raw.putObjects),
          },
          lab,
        ),
      );
    } finally {
      pool.close();
      session.close();
      await piscina.destroy();
    }
  },
};

function openPiscina(): Piscina<number, number> {
  const filename = new URL('../piscina-task.ts', import.meta.url).href;
  return new Piscina({ filename, name: 'double', minThreads: THREADS, maxThreads: THREADS });
}

function commandLine({ folder, signal }: Lab, { environment }: BenchPools): Measure {
  const input = writeTasks(join(folder, 'tiny.jsonl'), TASKS);
  const output = join(folder, 'tiny-results.jsonl');
  const args = [CLOUDPOOL, 'run', 'tiny', input, '-o', output, '--force', '-e', environment];
  return () => timeNode({ args, signal });
}

type Name = 'library' | 'command' | 'piscina' | 'messages' | 'puts';

function reportOn(samples: Readonly<Record<Name, Samples>>): Report {
  const row = (name: Name, what: string, count: number, of: string): Row => {
    return { what, samples: samples[name], unit: 's', amount: { count, of } };
  };
  const library = row('library', `Cloudpool, library, ${WORKERS.tiny} workers`, TASKS, 'tasks');
  const command = row('command', 'Cloudpool, command line with its start', TASKS, 'tasks');
  const piscina = row('piscina', `piscina, ${THREADS} threads`, TASKS, 'tasks');
  const messages = row('messages', 'emulator alone: SendMessageBatch', MESSAGES, 'messages');
  const puts = row('puts', 'emulator alone: PUT of 1 KiB', PUTS, 'PUTs');
  return {
    rows: [library, command, piscina, messages, puts],
    ratios: [
      rateRatio('tasks of Cloudpool per task of piscina', library, piscina),
      rateRatio('tasks of Cloudpool per message of the emulator', library, messages),
      rateRatio('tasks of Cloudpool per PUT of the emulator', library, puts),
    ],
  };
}
