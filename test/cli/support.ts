import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { PassThrough } from 'node:stream';
import { type CommandContext, createContext } from '../../scripts/cli/command-context.ts';

export const ROOT = resolve(import.meta.dirname, '../..');

/** How a command ended: its exit code and everything that it wrote. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface SpawnOptions {
  readonly env?: NodeJS.ProcessEnv;
  readonly input?: string;
  readonly directory?: string;
  /** Closes the reading end of standard output before anything is written. */
  readonly readNothing?: boolean;
}

/** Runs the real command line with nothing of the caller's environment but the PATH. */
export async function cloudpool(args: readonly string[], options: SpawnOptions = {}): Promise<Ended> {
  const child = spawn(process.execPath, [resolve(ROOT, 'scripts/cloudpool.ts'), ...args], {
    cwd: options.directory ?? ROOT,
    env: { PATH: process.env.PATH, ...options.env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.stdin.end(options.input ?? '');
  if (options.readNothing) child.stdout.destroy();
  const [stdout, stderr, code] = await Promise.all([
    options.readNothing ? '' : text(child.stdout),
    text(child.stderr),
    new Promise<number | null>(done => child.on('close', done)),
  ]);
  return { code, stdout, stderr };
}

/** A context over streams in memory, and what was written to them. */
export function fakeContext(
  options: {
    readonly json?: boolean;
    readonly tty?: boolean;
    readonly env?: NodeJS.ProcessEnv;
    readonly columns?: number;
    readonly root?: string;
  } = {},
): { context: CommandContext; stdin: PassThrough; stdout(): string; stderr(): string; abort(): void } {
  const { json = false, tty = false, env = {}, columns = 80, root = ROOT } = options;
  const [stdin, stdout, stderr] = [stream(tty, columns), stream(false, columns), stream(tty, columns)];
  const written = { stdout: '', stderr: '' };
  stdout.on('data', chunk => (written.stdout += String(chunk)));
  stderr.on('data', chunk => (written.stderr += String(chunk)));
  const controller = new AbortController();
  const context = createContext({
    options: { environment: 'local', json, debug: false },
    root,
    directory: root,
    terminal: { stdin, stdout, stderr, env },
    signal: controller.signal,
  });
  return {
    context,
    stdin,
    stdout: () => written.stdout,
    stderr: () => written.stderr,
    abort: () => controller.abort(),
  };
}

/** Lets streams in memory hand over what was written to them. */
export function settle(): Promise<void> {
  return new Promise(resolve => setImmediate(resolve));
}

function stream(
  isTTY: boolean,
  columns: number,
): PassThrough & { isTTY: boolean; columns: number; rows: number } {
  return Object.assign(new PassThrough(), { isTTY, columns, rows: 24 });
}

async function text(source: NodeJS.ReadableStream): Promise<string> {
  let whole = '';
  for await (const chunk of source) whole += String(chunk);
  return whole;
}
