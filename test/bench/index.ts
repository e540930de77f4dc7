/**
 * `make bench`: measures Cloudpool on this machine beside what else there is. Figures are for people to read: no test
 * asserts them. `--only NAME` (again for more) measures a part, `--rounds N` changes how often.
 */
import { parseArgs } from 'node:util';
import type { Bench } from './benches/bench.ts';
import { checkTwoHundred } from './benches/check-two-hundred.ts';
import { clientMemory } from './benches/client-memory.ts';
import { computingTasks } from './benches/computing-tasks.ts';
import { deployOverhead } from './benches/deploy-overhead.ts';
import { noOpDeploy } from './benches/no-op-deploy.ts';
import { noOpSix } from './benches/no-op-six.ts';
import { startUp } from './benches/start-up.ts';
import { tinyTasks } from './benches/tiny-tasks.ts';
import { vectorize } from './benches/vectorize.ts';
import { waitingTasks } from './benches/waiting-tasks.ts';
import { workerProcesses } from './benches/worker-processes.ts';
import { ROOT } from './child.ts';
import { openLab } from './lab.ts';
import { machineLine, versions } from './machine.ts';
import { renderReport } from './report.ts';

const BENCHES: readonly Bench[] = [
  startUp,
  checkTwoHundred,
  noOpDeploy,
  noOpSix,
  deployOverhead,
  tinyTasks,
  waitingTasks,
  computingTasks,
  workerProcesses,
  clientMemory,
  vectorize,
];
const ROUNDS = 5;

process.exitCode = await main();

async function main(): Promise<number> {
  const chosen = readArguments();
  if (chosen === undefined) return 2;
  const leave = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => leave.abort());
  const lab = openLab({ rounds: chosen.rounds, signal: leave.signal, progress });
  try {
    print(`${versions(ROOT)}, ${machineLine(new Date())}`);
    print(`Medians of ${chosen.rounds} rounds or more after a warm-up, with the lowest and the highest.`);
    for (const bench of chosen.benches) {
      const report = await bench.run(lab);
      progress('');
      print('', `${bench.name}: ${bench.title}`, ...renderReport(report));
    }
    return 0;
  } catch (error) {
    if (!leave.signal.aborted) throw error;
    return 130;
  } finally {
    progress('ending the emulator');
    await lab.dispose();
    progress('');
  }
}

function readArguments(): { readonly benches: readonly Bench[]; readonly rounds: number } | undefined {
  const names = BENCHES.map(({ name }) => name);
  const { values } = parseArgs({
    options: {
      only: { type: 'string', multiple: true, default: names },
      rounds: { type: 'string', default: String(ROUNDS) },
    },
  });
  const unknown = values.only.filter(name => !names.includes(name));
  const rounds = Number(values.rounds);
  if (unknown.length === 0 && Number.isInteger(rounds) && rounds >= 1) {
    return { benches: BENCHES.filter(({ name }) => values.only.includes(name)), rounds };
  }
  process.stderr.write(
    `usage: node test/bench/index.ts [--only NAME]... [--rounds N]\nNAME: ${names.join(', ')}\n`,
  );
  return undefined;
}

/** Says on a terminal, in one line that is written again and again, what is being measured. */
function progress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001B[K${text}`);
}

function print(...lines: readonly string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`);
}
