import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './child.ts';

/** Workers at once of each pool: as many as piscina has threads, and as many as in environments/local.yaml. */
export const WORKERS = { tiny: 2, wait: 4, spin: 2 } as const;

/** MB of a worker. Of `spin` as in environments/local.yaml: two threads, so that one worker computes while another reports. */
const MEMORY = { tiny: 256, wait: 256, spin: 3538 } as const;

/** A clone of the repository that has the functions of the benches, which are no part of the product. */
export interface BenchClone {
  readonly root: string;
  /** An environment file for the client, which knows the repository only: the same pools, without their functions. */
  readonly environment: string;
}

export const FUNCTIONS = ['tiny', 'wait', 'spin'] as const satisfies readonly (keyof typeof WORKERS)[];
export type BenchFunction = (typeof FUNCTIONS)[number];

/** The same function once on Lambda, and once in a pool that only long-lived worker processes work for. */
const POOLS = FUNCTIONS.flatMap(name => [
  { key: name, name, workers: 'lambda' },
  { key: workerPool(name), name, workers: 'container' },
]);

/** The key of the pool of a function that no Lambda function takes messages of. */
export function workerPool(name: BenchFunction): string {
  return `${name}-workers`;
}

/** Writes a clone of links: templates and runtime are the repository's own. */
export function writeClone(root: string, endpoint: string): BenchClone {
  const environment = join(root, 'client.yaml');
  for (const folder of ['functions', 'environments']) mkdirSync(join(root, folder), { recursive: true });
  symlinkSync(join(ROOT, 'templates'), join(root, 'templates'));
  symlinkSync(join(ROOT, 'functions/runtime'), join(root, 'functions/runtime'));
  for (const name of FUNCTIONS) {
    symlinkSync(join(import.meta.dirname, 'functions', name), join(root, 'functions', name));
  }
  writeFileSync(
    join(root, 'environments/bench.yaml'),
    environmentText(endpoint, name => `function: ${name}`),
  );
  writeFileSync(
    environment,
    environmentText(endpoint, () => ''),
  );
  return { root, environment };
}

function environmentText(endpoint: string, functionOf: (name: string) => string): string {
  const pools = POOLS.map(
    ({ key, name, workers }) => `
  ${key}:
    template: pool
    ${functionOf(name)}
    parameters:
      StorageStackName: { stack: storage }
      IamStackName: { stack: iam }
      Architecture: x86_64
      MemorySize: ${MEMORY[name]}
      Timeout: 120
      MaximumConcurrency: ${WORKERS[name]}
      Workers: ${workers}
      RequireTls: 'false'`,
  );
  return `region: us-east-1
prefix: bench
endpoint: ${endpoint}
artifacts: { stack: storage, output: ArtifactBucketName }
stacks:
  storage:
    template: storage
    parameters: { RequireTls: 'false', EnforceResultOnce: 'false' }
  iam:
    template: iam
    parameters: { Prefix: bench }
${pools.join('')}
`;
}
