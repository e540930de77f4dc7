import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { IAMClient } from '@aws-sdk/client-iam';
import { type AwsCredentials, type AwsSession, openSession } from '../../scripts/aws/session.ts';
import { localSandbox } from '../local/local-sandbox.ts';
import { endCommands } from './e2e-process.ts';

/** The emulator's own root: it may do everything, so it proves nothing. */
export const ROOT_USER: AwsCredentials = { accessKeyId: 'test', secretAccessKey: 'test' };

/** One emulator with IAM enforced, its agent, and one recorded provider, on free ports, for all end-to-end tests. */
export interface World {
  readonly endpoint: string;
  /** Address of the recorded provider. */
  readonly provider: string;
  /** Where the local services keep their state, and the agent its images. */
  readonly stateDir: string;
  /** Root's clients, to set the scene and to look behind it. */
  readonly session: AwsSession;
  readonly iam: IAMClient;
  readonly logs: CloudWatchLogsClient;
  /** Runs when the world ends, the last one first. */
  atEnd(work: () => Promise<void> | void): void;
}

let opened: Promise<World> | undefined;
const closers: (() => Promise<void> | void)[] = [];

/** Starts the world when the first test asks for it. */
export function openWorld(): Promise<World> {
  opened ??= start();
  return opened;
}

async function start(): Promise<World> {
  const sandbox = localSandbox();
  closers.push(() => sandbox.dispose());
  const { emulator, provider } = await sandbox.start();
  const endpoint = String(emulator.address);
  const target = { region: 'us-east-1', endpoint, credentials: ROOT_USER };
  const session = openSession(target);
  const iam = new IAMClient(target);
  const logs = new CloudWatchLogsClient(target);
  closers.push(() => {
    session.close();
    iam.destroy();
    logs.destroy();
  });
  return {
    endpoint,
    provider: String(provider.address),
    stateDir: sandbox.stateDir,
    session,
    iam,
    logs,
    atEnd: work => void closers.push(work),
  };
}

// A root hook: it runs once, after the last test of all files, whatever failed.
after('end the world of the end-to-end tests', async function () {
  this.timeout(60_000);
  endCommands();
  for (const close of closers.splice(0).reverse()) await close();
});
