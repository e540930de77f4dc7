import { parseArgs } from 'node:util';
import { simulate } from './simulate.ts';
import { formatFailures, formatFaults, simulateMany } from './tally.ts';

/** The simulation by hand: `node test/simulation/main.ts --first 1 --count 2000`, or `--replay 7` with a trace. */
const { values } = parseArgs({
  options: {
    first: { type: 'string', default: '1' },
    count: { type: 'string', default: '2000' },
    replay: { type: 'string' },
    json: { type: 'boolean', default: false },
    'stop-at-failure': { type: 'boolean', default: false },
  },
});

if (values.replay === undefined) await many();
else await replay(Number(values.replay));

async function replay(seed: number): Promise<void> {
  const { kind, violations } = await simulate(seed, line => console.log(line));
  console.log([`seed ${seed} (${kind}): ${violations.length} violations`, ...violations].join('\n'));
  process.exitCode = violations.length > 0 ? 1 : 0;
}

async function many(): Promise<void> {
  const tally = await simulateMany({
    first: Number(values.first),
    count: Number(values.count),
    stopAtFailure: values['stop-at-failure'],
  });
  if (values.json) {
    console.log(JSON.stringify({ seeds: tally.seeds, failures: tally.failures }));
    return;
  }
  console.log(`${tally.seeds} seeds, ${tally.events} events`);
  console.log(formatFaults(tally.faults));
  if (tally.failures.length === 0) return;
  console.log(formatFailures(tally.failures));
  process.exitCode = 1;
}
