import { systemClock } from '../../functions/runtime/protocol/ports.ts';
import { openSession } from '../../scripts/aws/session.ts';
import { AWS_BUDGET } from '../../scripts/deploy/apply/operation.ts';
import { check } from '../../scripts/deploy/check.ts';
import type { DeployContext } from '../../scripts/deploy/context.ts';
import type { DeployEvent } from '../../scripts/deploy/events.ts';
import type { FaultProxy } from './fault-proxy.ts';
import type { ProxyCall } from './fault-proxy-calls.ts';
import type { TinyEnvironment } from './tiny-stacks.ts';

/** What a command told, and the calls it made. */
export interface Told<Result> {
  readonly result: Result;
  readonly events: readonly DeployEvent[];
  readonly calls: readonly ProxyCall[];
}

/** Runs a command in this process as a new process would, within the budget of calls that AWS takes. */
export async function throughProxy<Result>(
  proxy: FaultProxy,
  { root, file }: TinyEnvironment,
  command: (context: DeployContext) => Promise<Result>,
): Promise<Told<Result>> {
  const session = openSession({
    region: 'us-east-1',
    endpoint: proxy.address,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  const events: DeployEvent[] = [];
  const first = proxy.calls.length;
  try {
    const result = await command({
      graph: check(file, { root, variables: {} }),
      session,
      root,
      clock: systemClock,
      budget: AWS_BUDGET,
      report: event => void events.push(event),
      signal: new AbortController().signal,
      approve: async () => true,
    });
    return { result, events, calls: proxy.calls.slice(first) };
  } finally {
    session.close();
  }
}
