import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { problemsOf } from '../deploy/graph/workspace.ts';
import { repositoryRoot } from '../support/templates.ts';

const templates = Object.fromEntries(
  ['fargate', 'folders'].map(name => [
    `templates/${name}.yaml`,
    readFileSync(join(repositoryRoot, 'templates', `${name}.yaml`), 'utf8'),
  ]),
);

/** The sizes that Fargate has (docs.aws.amazon.com/AmazonECS, "task CPU and memory", 2026-11): least, most, step in MB. */
const SIZES = [
  [256, 512, 2048, 512],
  [512, 1024, 4096, 1024],
  [1024, 2048, 8192, 1024],
  [2048, 4096, 16384, 1024],
  [4096, 8192, 30720, 1024],
  [8192, 16384, 61440, 4096],
  [16384, 32768, 122880, 8192],
] as const;

/** The smallest size is sold by doubling, not by steps. */
const isSold = (cpu: number, memory: number) =>
  SIZES.some(
    ([units, least, most, step]) =>
      units === cpu &&
      memory >= least &&
      memory <= most &&
      memory % step === 0 &&
      (cpu !== 256 || memory !== 1536),
  );

/** Every legal memory of a size, what lies just beside it, and the ends of the range. */
const tried = SIZES.flatMap(([cpu, least, most, step]) => {
  const legal = Array.from({ length: (most - least) / step + 1 }, (_, index) => least + index * step);
  const beside = [512, least - 512, least + step / 2, most + step, 122_880];
  return [...new Set([...legal, ...beside])]
    .filter(memory => memory >= 512 && memory <= 122_880)
    .map(memory => ({ key: `c${cpu}-m${memory}`, cpu, memory }));
});

describe('the parameters of fargate.yaml', () => {
  it('take the sizes that Fargate has, and no others', () => {
    const stacks = tried.map(({ key, cpu, memory }) => stack(key, { Cpu: cpu, Memory: memory }));
    const lines = problemsOf({ ...templates, 'environments/test.yaml': environment(stacks.join('')) });
    const broken = new Set(lines.map(line => /RULE_BROKEN .*the stack (\S+) break/.exec(line)?.[1]));
    const accepted = tried.filter(({ key }) => !broken.has(key));
    expect(accepted).to.deep.equal(tried.filter(({ cpu, memory }) => isSold(cpu, memory)));
    expect(accepted.length).to.be.within(1, tried.length - 7);
  });

  for (const [name, value, says] of [
    ['Schedule', 'daily', 'rate(value unit)'],
    ['Schedule', 'rate(1 days)', 'rate(value unit)'],
    ['Schedule', 'cron(0 3 * * *)', 'cron(minutes hours'],
    ['ScheduleInput', "'{'", 'must be a JSON value'],
    ['ImageTag', 'registry/name:tag', 'letters, digits, dots'],
    ['IdleSeconds', 4, '5 to 3600'],
    ['MaxTasks', 0, '1 to 1000'],
    ['Cpu', 768, '256'],
  ] as const) {
    it(`refuse ${name} ${value}, and say where it stands`, () => {
      const text = environment(stack('nightly', { [name]: value }));
      const line = text.split('\n').findIndex(row => row.includes(`${name}: ${value}`)) + 1;
      const lines = problemsOf({ ...templates, 'environments/test.yaml': text });
      const [problem = ''] = lines.filter(row => row.startsWith(`environments/test.yaml:${line}:`));
      expect(problem, lines.join('\n')).to.contain(says);
    });
  }
});

describe('the parameters of folders.yaml', () => {
  it('grant something', () => {
    const empty =
      '  f: { template: folders, parameters: { StorageStackName: test-storage, PoolStackName: test-pool } }\n';
    const lines = problemsOf({ ...templates, 'environments/test.yaml': environment(empty) });
    expect(lines.join('\n')).to.match(/RULE_BROKEN .*SomethingIsGranted/);
  });
});

function environment(stacks: string): string {
  return `region: us-east-1\nprefix: test\nstacks:\n${stacks}`;
}

function stack(key: string, parameters: Readonly<Record<string, string | number>>): string {
  const all = {
    ...Object.fromEntries(
      ['Network', 'Storage', 'Iam', 'Pool'].map(name => [`${name}StackName`, `test-${name.toLowerCase()}`]),
    ),
    Function: 'report',
    ImageTag: 'local',
    ...parameters,
  };
  const lines = Object.entries(all).map(([name, value]) => `      ${name}: ${value}\n`);
  return `  ${key}:\n    template: fargate\n    parameters:\n${lines.join('')}`;
}
