import { join } from 'node:path';
import { deploy } from '../../scripts/deploy/deploy.ts';
import { destroy } from '../../scripts/deploy/destroy.ts';
import { type FaultRules, openFaultProxy } from '../support/fault-proxy.ts';
import { type ProxyCall, peakPerSecond } from '../support/fault-proxy-calls.ts';
import { throughProxy } from '../support/through-proxy.ts';
import { type TinyStacks, tinyEnvironment } from '../support/tiny-stacks.ts';
import { timeNode } from './child.ts';

/** Stacks that take their time, and what disturbs their deploy. */
export interface SlowDeploy {
  readonly stacks: TinyStacks;
  /** Key → seconds that CloudFormation works on it. */
  readonly seconds: Readonly<Record<string, number>>;
  /** Seconds of the longest chain: no deploy can be faster. */
  readonly critical: number;
  readonly faults?: FaultRules;
  /** The stacks stand already, and each of them changes. */
  readonly updates?: boolean;
}

/** What a deploy in a process of its own has cost beyond the critical path. */
export interface SlowCost {
  readonly overhead: number;
  readonly calls: number;
  readonly peakCalls: number;
}

const DEPLOY_ONCE = join(import.meta.dirname, 'deploy-once.ts');

/** Deploys once through a proxy that makes the emulator as slow as AWS, and removes everything at once. */
export async function costOfSlowDeploy(
  { stacks, seconds, critical, faults, updates = false }: SlowDeploy,
  {
    endpoint,
    prefix,
    signal,
  }: { readonly endpoint: string; readonly prefix: string; readonly signal: AbortSignal },
): Promise<SlowCost> {
  let isSlow = false;
  const proxy = await openFaultProxy(endpoint, {
    ...faults,
    stackSeconds: name => (isSlow ? (seconds[name.slice(prefix.length + 1)] ?? 0) : 0),
  });
  const environment = tinyEnvironment({ endpoint: proxy.address, prefix });
  try {
    environment.write(stacks);
    if (updates) await throughProxy(proxy, environment, deploy);
    environment.write(stacks, 'b');
    const first = proxy.calls.length;
    isSlow = true;
    const wall = await timeNode({ args: [DEPLOY_ONCE, environment.file], signal });
    isSlow = false;
    const calls: readonly ProxyCall[] = proxy.calls.slice(first);
    await throughProxy(proxy, environment, destroy);
    return { overhead: wall - critical, calls: calls.length, peakCalls: peakPerSecond(calls) };
  } finally {
    proxy.close();
    environment.remove();
  }
}
