import { resolve } from 'node:path';
import { startCommand } from './e2e-process.ts';
import { type FaultProxy, openFaultProxy } from './fault-proxy.ts';
import type { ProxyCall } from './fault-proxy-calls.ts';
import type { Slowness } from './fault-proxy-slow.ts';

const REPOSITORY = resolve(import.meta.dirname, '../..');

/** When a command is killed: at its n-th call (from 0) that is no look, or at the first look after that one. */
export interface Death {
  readonly call: number;
  /** `before`: the emulator never sees the call. `after`: it does it, and nobody hears of it. */
  readonly moment: 'before' | 'after' | 'next-look';
}

/** A proxy before the emulator, through which commands run that can be killed at any of their calls. */
export interface Gallows {
  readonly proxy: FaultProxy;
  /** Runs `cloudpool ARGS` to its end, or kills it with SIGKILL. */
  run(args: readonly string[], death?: Death): Promise<CommandEnd>;
}

export interface CommandEnd {
  readonly code: number | null;
  readonly killed: boolean;
  readonly stderr: string;
  /** How many calls it made that were no looks. */
  readonly steps: number;
}

/** Looks are repeated, so that no two runs make the same number of them. */
export function isLook({ action }: Pick<ProxyCall, 'action'>): boolean {
  return action === 'DescribeStackEvents' || action === 'DescribeChangeSet';
}

export async function openGallows(endpoint: string, slowness: Slowness): Promise<Gallows> {
  let hear: (call: ProxyCall, moment: 'before' | 'after') => Promise<void> = async () => undefined;
  const proxy = await openFaultProxy(endpoint, {
    ...slowness,
    onCall: (call, moment) => hear(call, moment),
  });
  return {
    proxy,
    run: async (args, death) => {
      const command = startCommand(args, {
        root: REPOSITORY,
        environment: { PATH: String(process.env.PATH) },
      });
      const first = proxy.calls.length;
      const isTime = watchFor(death);
      let killed = false;
      hear = async (call, moment) => {
        if (!killed && !isTime(call, moment)) return;
        killed = true;
        command.kill('SIGKILL');
        await command.ended;
        // What comes too late to be stopped does not reach the emulator either.
        if (moment === 'before') throw new Error('killed');
      };
      const { code, stderr } = await command.ended;
      const steps = proxy.calls.slice(first).filter(call => !isLook(call)).length;
      return { code, stderr, killed, steps };
    },
  };
}

/** Tells at each moment of each call whether this is the one. */
function watchFor(death: Death | undefined): (call: ProxyCall, moment: 'before' | 'after') => boolean {
  const seen = new Map<ProxyCall, number>();
  return (call, moment) => {
    if (death === undefined) return false;
    if (isLook(call)) return death.moment === 'next-look' && seen.size > death.call;
    if (!seen.has(call)) seen.set(call, seen.size);
    return seen.get(call) === death.call && moment === death.moment;
  };
}
