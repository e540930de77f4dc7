import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Readable } from 'node:stream';

/** How a command ended. */
export interface Ended {
  /** The exit code; `null` when a signal ended it. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandOptions {
  /** What Node runs, below the root. Default: Cloudpool's own entry point. */
  readonly program?: string | undefined;
  /** The repository, or a clone of it. */
  readonly root: string;
  readonly environment: Readonly<Record<string, string>>;
  /** What the command reads from standard input. */
  readonly input?: string | Uint8Array;
}

/** A command that runs: its output so far, and how it ends. */
export interface RunningCommand {
  readonly ended: Promise<Ended>;
  /** Resolves with the match once the output holds it; throws when the command ends before. */
  until(pattern: RegExp): Promise<RegExpExecArray>;
  kill(signal: NodeJS.Signals): void;
}

const running = new Set<ChildProcess>();

/** Ends what a failed test left running. */
export function endCommands(): void {
  for (const child of running) child.kill('SIGKILL');
}

/** Starts `cloudpool ARGS`, or another program, as a process of its own, which inherits nothing. */
export function startCommand(args: readonly string[], options: CommandOptions): RunningCommand {
  const { root, environment, input = '', program = 'scripts/cloudpool.mjs' } = options;
  const child = spawn(process.execPath, [join(root, program), ...args], {
    cwd: root,
    env: environment,
  });
  running.add(child);
  const printed = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
  child.stdout.on('data', (part: Buffer) => printed.stdout.push(part));
  child.stderr.on('data', (part: Buffer) => printed.stderr.push(part));
  // A command may refuse its arguments and end before it reads.
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  const text = (name: 'stdout' | 'stderr') => Buffer.concat(printed[name]).toString('utf8');
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      running.delete(child);
      resolve({ code, signal, stdout: text('stdout'), stderr: text('stderr') });
    });
  });
  return {
    ended,
    until: pattern =>
      waitFor([child.stdout, child.stderr], pattern, () => `${text('stdout')}\n${text('stderr')}`),
    kill: signal => void child.kill(signal),
  };
}

function waitFor(
  streams: readonly Readable[],
  pattern: RegExp,
  text: () => string,
): Promise<RegExpExecArray> {
  return new Promise((resolve, reject) => {
    const look = () => {
      const match = pattern.exec(text());
      if (match !== null) resolve(match);
    };
    const end = () => reject(new Error(`ended without ${pattern}:\n${text()}`));
    for (const stream of streams) stream.on('data', look).on('close', end);
    look();
  });
}
