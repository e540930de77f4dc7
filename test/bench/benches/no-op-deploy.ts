import { CLOUDPOOL, ROOT, timeNode } from '../child.ts';
import { deployAll } from '../lab.ts';
import { measureByTurns, type Samples, secondsOf } from '../measure.ts';
import { type Row, ratio } from '../report.ts';
import type { Bench } from './bench.ts';

type Calls = ReadonlyMap<string, number>;

/** The whole of environments/local.yaml, checked, and deployed once more when nothing has changed. */
export const noOpDeploy: Bench = {
  name: 'no-op-deploy',
  title: 'environments/local.yaml when nothing has changed',
  run: async lab => {
    const { signal, progress } = lab;
    const { endpoint } = await lab.pools();
    const target = { endpoint, root: ROOT, environment: 'local', signal };
    progress('deploying environments/local.yaml');
    await deployAll(target);
    const env = { ...process.env, CLOUDPOOL_ENDPOINT: endpoint };
    const cloudpool = (...args: readonly string[]) => timeNode({ args: [CLOUDPOOL, ...args], env, signal });
    let calls: Calls = new Map();
    const again = async () => {
      calls = await deployAll(target);
    };
    const samples = await measureByTurns(
      {
        bare: () => timeNode({ args: ['-e', '0'], signal }),
        check: () => cloudpool('check'),
        deploy: () => cloudpool('deploy', '--yes'),
        inside: () => secondsOf(again),
      },
      lab,
    );
    return reportOn(samples, calls);
  },
};

function reportOn(samples: Readonly<Record<'bare' | 'check' | 'deploy' | 'inside', Samples>>, calls: Calls) {
  const row = (name: keyof typeof samples, what: string): Row => ({
    what,
    samples: samples[name],
    unit: 's',
  });
  const bare = row('bare', 'node -e 0');
  const check = row('check', 'cloudpool check');
  const deploy = row('deploy', 'cloudpool deploy --yes');
  const inside = row('inside', 'the same deploy inside a process that runs');
  return {
    rows: [bare, check, deploy, inside],
    ratios: [
      ratio('cloudpool check / node -e 0', check, bare),
      ratio('cloudpool deploy / cloudpool check', deploy, check),
    ],
    notes: ['AWS calls of check: none. Of the deploy, by name:', ...callLines(calls)],
  };
}

function callLines(calls: Calls): readonly string[] {
  return [...calls].map(([name, count]) => `${String(count).padStart(4)} × ${name}`);
}
