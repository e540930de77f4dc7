import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../functions/runtime/protocol/ports.ts';
import { type AwsSession, openSession } from '../../scripts/aws/session.ts';
import { check } from '../../scripts/deploy/check.ts';
import { deploy } from '../../scripts/deploy/deploy.ts';
import { startLocal, stopLocal } from '../../scripts/local/local.ts';
import { ROOT } from './child.ts';
import { type BenchClone, writeClone } from './clone.ts';

/** The emulator, with the pools of `clone.ts` deployed. */
export interface BenchPools extends BenchClone {
  readonly endpoint: string;
}

/** Where benches work: a folder of their own and, for those who ask for it, an emulator of their own. */
export interface Lab {
  /** How many figures are taken of each measure. */
  readonly rounds: number;
  readonly signal: AbortSignal;
  /** For files; removed at the end. */
  readonly folder: string;
  readonly progress: (text: string) => void;
  /** Starts the emulator on a free port the first time. */
  pools(): Promise<BenchPools>;
  /** Ends the emulator and removes the folder. */
  dispose(): Promise<void>;
}

export function openLab({ rounds, signal, progress }: Pick<Lab, 'rounds' | 'signal' | 'progress'>): Lab {
  const folder = mkdtempSync(join(tmpdir(), 'cloudpool-bench-'));
  const local = { root: ROOT, stateDir: join(folder, 'local') };
  let pools: Promise<BenchPools> | undefined;
  const bringUp = async (): Promise<BenchPools> => {
    progress('starting the emulator');
    const free = 'http://127.0.0.1:0';
    const { emulator } = await startLocal({ ...local, endpoint: free, providerAddress: free, signal });
    const endpoint = String(emulator.address);
    const clone = writeClone(join(folder, 'clone'), endpoint);
    progress('deploying the pools');
    await deployAll({ endpoint, root: clone.root, environment: 'bench', signal });
    return { ...clone, endpoint };
  };
  return {
    rounds,
    signal,
    folder,
    progress,
    pools: () => (pools ??= bringUp()),
    dispose: async () => {
      await pools?.catch(() => undefined);
      await stopLocal(local);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A session on the emulator as its root. */
export function openRootSession(endpoint: string): AwsSession {
  return openSession({
    region: 'us-east-1',
    endpoint,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
}

/** Deploys an environment without asking, and answers the AWS calls by name. Throws when a stack does not come up. */
export async function deployAll({
  endpoint,
  root,
  environment,
  signal,
}: {
  readonly endpoint: string;
  readonly root: string;
  readonly environment: string;
  readonly signal: AbortSignal;
}): Promise<ReadonlyMap<string, number>> {
  const graph = check(environment, { root, variables: { CLOUDPOOL_ENDPOINT: endpoint } });
  const session = openRootSession(endpoint);
  try {
    const approve = async () => true;
    const report = () => undefined;
    const { succeeded } = await deploy({ graph, session, clock: systemClock, root, report, signal, approve });
    if (!succeeded) throw new Error(`environment ${environment} could not be deployed`);
    return session.calls.counts();
  } finally {
    session.close();
  }
}
