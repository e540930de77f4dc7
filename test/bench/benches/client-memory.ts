import { join } from 'node:path';
import { CLOUDPOOL, costOfNode } from '../child.ts';
import type { BenchPools, Lab } from '../lab.ts';
import { type Measure, measureByTurns } from '../measure.ts';
import { type Row, ratio } from '../report.ts';
import { writeTasks } from '../task-file.ts';
import type { Bench } from './bench.ts';

const MOST_ROUNDS = 3;

/** The memory of the client must not grow with the run. */
export const clientMemory: Bench = {
  name: 'client-memory',
  title: 'Peak memory of `cloudpool run`, from a file to a file',
  run: async lab => {
    const pools = await lab.pools();
    const { few, many } = await measureByTurns(
      { few: peakMemory(lab, pools, 10_000), many: peakMemory(lab, pools, 100_000) },
      { ...lab, rounds: Math.min(lab.rounds, MOST_ROUNDS) },
    );
    const small: Row = { what: '10,000 tasks', samples: few, unit: 'MB' };
    const large: Row = { what: '100,000 tasks', samples: many, unit: 'MB' };
    return { rows: [small, large], ratios: [ratio('100,000 tasks / 10,000 tasks', large, small)] };
  },
};

function peakMemory({ folder, signal }: Lab, { environment }: BenchPools, tasks: number): Measure {
  const input = writeTasks(join(folder, `memory-${tasks}.jsonl`), tasks);
  const output = join(folder, 'memory-results.jsonl');
  const args = [CLOUDPOOL, 'run', 'tiny', input, '-o', output, '--force', '-e', environment];
  return async () => (await costOfNode({ args, signal })).peakMb;
}
