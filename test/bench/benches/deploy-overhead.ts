import { setTimeout as sleep } from 'node:timers/promises';
import { SIX_CRITICAL_SECONDS, SIX_SECONDS, SIX_STACKS, type TinyStacks } from '../../support/tiny-stacks.ts';
import { median } from '../measure.ts';
import type { Report, Row } from '../report.ts';
import { costOfSlowDeploy, type SlowCost, type SlowDeploy } from '../slow-deploys.ts';
import type { Bench } from './bench.ts';

const TWENTY = Array.from({ length: 20 }, (_, at) => [`s${at}`, 6 + (16 * at) / 19] as const);
const twentyStacks: TinyStacks = Object.fromEntries(TWENTY.map(([key]) => [key, []]));
const six = { stacks: SIX_STACKS, seconds: SIX_SECONDS, critical: SIX_CRITICAL_SECONDS };

/** By the name of their rows. Stacks take 6 to 22 s, as in the figures that other tools are measured by. */
const DEPLOYS: Readonly<Record<string, SlowDeploy>> = {
  'six stacks in a chain of three, 45 s': six,
  'the same, 20 % of the reads throttled': { ...six, faults: { throttled: 0.2 } },
  'the same, a change set takes 2 s': { ...six, faults: { changeSetSeconds: 2 } },
  'an update of the six, a change set takes 2 s': { ...six, updates: true, faults: { changeSetSeconds: 2 } },
  'twenty stacks that need each other for nothing, 22 s': {
    stacks: twentyStacks,
    seconds: Object.fromEntries(TWENTY),
    critical: 22,
  },
};

/** They wait most of the time: begun one after another they hardly feel each other. */
const APART_MS = 4_000;

/** What a deploy costs beyond CloudFormation's own time, from the start of the process to its end. */
export const deployOverhead: Bench = {
  name: 'deploy-overhead',
  title: 'Overhead of deploys over their critical path',
  run: async ({ pools, rounds, signal, progress }) => {
    const { endpoint } = await pools();
    const costs = new Map<string, SlowCost[]>(Object.keys(DEPLOYS).map(name => [name, []]));
    for (let round = 1; round <= rounds; round += 1) {
      progress(`deploys side by side: ${round} of ${rounds}`);
      const deploys = Object.entries(DEPLOYS).map(async ([name, deploy], at) => {
        await sleep(at * APART_MS, undefined, { signal });
        const cost = await costOfSlowDeploy(deploy, { endpoint, prefix: `slow${at}`, signal });
        costs.get(name)?.push(cost);
      });
      await Promise.all(deploys);
    }
    return reportOn(costs);
  },
};

function reportOn(costs: ReadonlyMap<string, readonly SlowCost[]>): Report {
  const rows = [...costs].map(
    ([what, of]): Row => ({ what, samples: of.map(({ overhead }) => overhead), unit: 's' }),
  );
  const ratios = rows.map(({ what, samples }) => {
    const critical = DEPLOYS[what]?.critical ?? 0;
    return { what: `wall clock / critical path, ${what}`, value: (critical + median(samples)) / critical };
  });
  const notes = [...costs].map(([what, of]) => {
    const stacks = Object.keys(DEPLOYS[what]?.stacks ?? {}).length;
    const calls = median(of.map(({ calls }) => calls)) / stacks;
    const peak = Math.max(...of.map(({ peakCalls }) => peakCalls));
    return `${calls.toFixed(1)} calls a stack, at most ${peak} in a second: ${what}`;
  });
  return { rows, ratios, notes };
}
