import { CloudpoolError } from '../../errors.ts';
import { invoke } from '../../pool/commands/invoke.ts';
import type { PoolContext } from '../../pool/connect/context.ts';
import { findPool } from '../../pool/connect/find-pool.ts';
import { initMsOf, isProbe, type Measurement } from './measurement.ts';

/** On the emulator every worker has the whole machine, and the machine is somebody's. */
const MOST_LOCAL_MB = 512;

/** Asks one worker of a pool what it gets. */
export async function probePool(context: PoolContext, key: string): Promise<Measurement> {
  const pool = await findPool(context, key);
  if (pool.workers === 'container')
    context.report({ type: 'notice', message: notItsContainers(key, pool.memoryMb) });
  const order = context.environment.endpoint === undefined ? {} : { mostMb: MOST_LOCAL_MB };
  const { outcome, logTail } = await invoke(context, { function: key, input: JSON.stringify(order) });
  if (!outcome.ok) throw noProbe(key, `${outcome.error.name}: ${outcome.error.message}`);
  if (!isProbe(outcome.value))
    throw noProbe(key, `it answered ${JSON.stringify(outcome.value).slice(0, 200)}`);
  const { memoryMb, architecture } = pool;
  return { memoryMb, architecture, probe: outcome.value, initMs: initMsOf(logTail) };
}

function notItsContainers(key: string, memoryMb: number): string {
  const run = `echo '{}' | npx cloudpool run ${key}`;
  return `containers alone work for pool ${key}; this measures its function of ${memoryMb} MB. To measure a container: ${run}`;
}

/** Refuses a pool whose function does something else: nobody wants it called for nothing. */
export function requireProbe({ environment }: Pick<PoolContext, 'environment'>, key: string): void {
  const name = environment.stacks.get(key)?.function;
  if (name === undefined || name === 'probe') return;
  throw new CloudpoolError(`Pool ${key} runs the function ${name}, which measures nothing.`, {
    code: 'NOT_A_PROBE',
    exitCode: 2,
    hint: `Name a pool with \`function: probe\`. ${environment.name} has: ${probesOf(environment.stacks)}.`,
  });
}

function probesOf(stacks: PoolContext['environment']['stacks']): string {
  const keys = [...stacks.values()].filter(entry => entry.function === 'probe').map(({ key }) => key);
  return keys.join(', ') || 'none';
}

function noProbe(key: string, why: string): CloudpoolError {
  return new CloudpoolError(`Pool ${key} could not be probed: ${why}`, {
    code: 'PROBE_FAILED',
    hint: `Deploy it again: npx cloudpool deploy ${key}`,
  });
}
