import { CLOUDPOOL, timeNode } from '../child.ts';
import { measureByTurns, type Samples } from '../measure.ts';
import { type Row, ratio } from '../report.ts';
import type { Bench } from './bench.ts';

/** Each takes a twentieth of a second, and one alone says little. */
const LEAST_ROUNDS = 15;

/** How long the command line takes to say anything, beside Node itself. */
export const startUp: Bench = {
  name: 'start-up',
  title: 'Starting the command line',
  run: async ({ rounds, signal, progress }) => {
    const node = async (...args: readonly string[]) => 1000 * (await timeNode({ args, signal }));
    const samples = await measureByTurns(
      {
        bare: () => node('-e', '0'),
        version: () => node(CLOUDPOOL, '--version'),
        help: () => node(CLOUDPOOL, '--help'),
      },
      { rounds: Math.max(rounds, LEAST_ROUNDS), signal, progress },
    );
    const bare = row('node -e 0', samples.bare);
    const version = row('cloudpool --version', samples.version);
    const help = row('cloudpool --help', samples.help);
    return {
      rows: [bare, version, help],
      ratios: [
        ratio('cloudpool --version / node -e 0', version, bare),
        ratio('cloudpool --help / node -e 0', help, bare),
      ],
    };
  },
};

function row(what: string, samples: Samples): Row {
  return { what, samples, unit: 'ms' };
}
