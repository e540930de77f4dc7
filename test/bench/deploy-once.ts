/**
 * Deploys an environment on the emulator as `cloudpool deploy --yes` does, but within the budget of calls that AWS takes:
 * `node deploy-once.ts FILE`. Exit code 1 when a stack does not come up.
 */
import { enableCompileCache } from 'node:module';
import { join, resolve } from 'node:path';

enableCompileCache(join(import.meta.dirname, '../../.cloudpool/compile-cache'));
const { systemClock } = await import('../../functions/runtime/protocol/ports.ts');
const { openSession } = await import('../../scripts/aws/session.ts');
const { AWS_BUDGET } = await import('../../scripts/deploy/apply/operation.ts');
const { check } = await import('../../scripts/deploy/check.ts');
const { deploy } = await import('../../scripts/deploy/deploy.ts');

const file = resolve(process.argv[2] ?? '');
const root = resolve(file, '../..');
const graph = check(file, { root, variables: {} });
const session = openSession({
  region: graph.environment.region,
  endpoint: graph.environment.endpoint,
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
});
const { succeeded } = await deploy({
  graph,
  session,
  root,
  clock: systemClock,
  budget: AWS_BUDGET,
  report: () => undefined,
  signal: new AbortController().signal,
  approve: async () => true,
});
session.close();
process.exitCode = succeeded ? 0 : 1;
