import { join } from 'node:path';
import { SIX_STACKS, tinyEnvironment } from '../../support/tiny-stacks.ts';
import { CLOUDPOOL, costOfNode, timeNode } from '../child.ts';
import { deployAll } from '../lab.ts';
import { measureByTurns } from '../measure.ts';
import { type Row, ratio } from '../report.ts';
import type { Bench } from './bench.ts';

const CALLS_ONLY = join(import.meta.dirname, '../no-op-calls.ts');

/** A deploy of six stacks that finds nothing to do, beside a program that only makes its calls, all at once. */
export const noOpSix: Bench = {
  name: 'no-op-six',
  title: 'Six stacks when nothing has changed',
  run: async ({ pools, rounds, signal, progress }) => {
    const { endpoint } = await pools();
    const { root, file, write, remove } = tinyEnvironment({ endpoint, prefix: 'no-op' });
    write(SIX_STACKS);
    const target = { endpoint, root, environment: file, signal };
    await deployAll(target);
    const calls = await deployAll(target);
    const names = Object.keys(SIX_STACKS).map(key => `no-op-${key}`);
    const cloudpool = [CLOUDPOOL, 'deploy', '-e', file, '--yes'];
    const node = (...args: readonly string[]) => timeNode({ args, signal });
    const samples = await measureByTurns(
      {
        bare: () => node('-e', '0'),
        calls: () => node(CALLS_ONLY, endpoint, ...names),
        deploy: () => node(...cloudpool),
        memory: async () => (await costOfNode({ args: cloudpool, signal })).peakMb,
      },
      { rounds: Math.max(rounds, 10), signal, progress },
    );
    remove();
    const row = (what: string, name: 'bare' | 'calls' | 'deploy'): Row => ({
      what,
      samples: samples[name],
      unit: 's',
    });
    const only = row('its AWS calls, all at once, and nothing else', 'calls');
    const deploy = row('cloudpool deploy --yes', 'deploy');
    return {
      rows: [
        row('node -e 0', 'bare'),
        only,
        deploy,
        { what: 'peak memory of cloudpool deploy', samples: samples.memory, unit: 'MB' },
      ],
      ratios: [ratio('cloudpool deploy / its AWS calls', deploy, only)],
      notes: [...calls].map(([name, count]) => `${String(count).padStart(4)} × ${name}`),
    };
  },
};
