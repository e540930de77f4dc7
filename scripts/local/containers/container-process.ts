import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { Clock } from '../../../functions/runtime/protocol/ports.ts';
import { signalProcess } from '../processes.ts';

/** A container that runs: a process of this machine. */
export interface ContainerProcess {
  readonly pid: number;
  /** Its exit code, or the signal that ended it, once all that it printed was taken. */
  readonly ended: Promise<number | NodeJS.Signals>;
  /** SIGTERM, and SIGKILL when it still lives after so long. */
  stop(graceMs: number): void;
  /** One more SIGTERM: a worker gives back at once what it holds. */
  hurry(): void;
}

export interface ProcessOptions {
  /** What the image holds. */
  readonly folder: string;
  readonly command: readonly string[];
  readonly variables: Readonly<Record<string, string>>;
  /** Takes a line of either stream. No more is read before it resolves. */
  readonly onLine: (line: string) => Promise<void>;
  readonly clock: Clock;
}

/**
 * Starts the entry point of an image in the group of this process, so that who ends the group ends it too. The channel
 * between the two tells a worker when this process is gone.
 */
export function startContainer(options: ProcessOptions): ContainerProcess {
  const { folder, command, variables, onLine, clock } = options;
  const child = spawn(process.execPath, [join(folder, 'container.mjs'), ...command], {
    cwd: folder,
    env: variables,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const over = new AbortController();
  const exited = new Promise<number | NodeJS.Signals>((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code, signal) => resolve(code ?? signal ?? 1));
  });
  const pid = child.pid ?? 0;
  const signal = (name: NodeJS.Signals) => {
    if (!over.signal.aborted && pid > 0) signalProcess(pid, name);
  };
  return {
    pid,
    ended: ending(exited, [readLines(child.stdout, onLine), readLines(child.stderr, onLine)], () =>
      over.abort(),
    ),
    stop: graceMs => {
      signal('SIGTERM');
      void clock.sleep(graceMs, over.signal).then(() => signal('SIGKILL'));
    },
    hurry: () => signal('SIGTERM'),
  };
}

async function ending(
  exited: Promise<number | NodeJS.Signals>,
  reading: readonly Promise<void>[],
  onExit: () => void,
): Promise<number | NodeJS.Signals> {
  try {
    return await exited;
  } finally {
    onExit();
    await Promise.all(reading);
  }
}

async function readLines(stream: Readable | null, onLine: (line: string) => Promise<void>): Promise<void> {
  if (stream === null) return;
  for await (const line of createInterface({ input: stream })) await onLine(line);
}
