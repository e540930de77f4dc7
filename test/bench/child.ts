import { spawn } from 'node:child_process';
import { join, resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';

/** The repository. */
export const ROOT = resolve(import.meta.dirname, '../..');
export const CLOUDPOOL = join(ROOT, 'scripts/cloudpool.mjs');

/** What a finished child process has cost. */
export interface Cost {
  readonly seconds: number;
  /** Its highest resident memory, in MB of 10^6 bytes. */
  readonly peakMb: number;
}

export interface ChildOptions {
  readonly args: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
}

const REPORT_USAGE = join(import.meta.dirname, 'report-usage.ts');

/** Runs Node to its end and tells the wall clock. Throws with what it printed when it fails. */
export async function timeNode(options: ChildOptions): Promise<number> {
  return (await runNode(options.args, options)).seconds;
}

/** The same for the peak of its memory too; the preload that asks for it costs some milliseconds. */
export async function costOfNode(options: ChildOptions): Promise<Cost> {
  const { seconds, usage } = await runNode(['--import', REPORT_USAGE, ...options.args], options);
  return { seconds, peakMb: (Number(usage) * 1024) / 1e6 };
}

async function runNode(
  args: readonly string[],
  { env = process.env, signal }: ChildOptions,
): Promise<{ readonly seconds: number; readonly usage: string }> {
  const began = performance.now();
  const child = spawn(process.execPath, args, { env, signal, stdio: ['ignore', 'ignore', 'pipe', 'pipe'] });
  const closed = Promise.withResolvers<number | null>();
  child.on('close', closed.resolve);
  child.on('error', closed.reject);
  const [code, said, usage] = await Promise.all([
    closed.promise,
    text(child.stderr as Readable),
    text(child.stdio[3] as Readable),
  ]);
  if (code !== 0) throw new Error(`node ${args.join(' ')} ended with ${code}:\n${said}`);
  return { seconds: (performance.now() - began) / 1000, usage };
}
