import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../../functions/runtime/protocol/ports.ts';
import { CloudpoolError } from '../errors.ts';
import { identify } from './processes.ts';

const POLL_MS = 50;
const DEADLINE_MS = 90_000;

/** Runs `work` while no other process starts or stops the services of this folder. A dead holder's lock does not count. */
export async function withLock<Result>(
  stateDir: string,
  { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal },
  work: () => Promise<Result>,
): Promise<Result> {
  mkdirSync(stateDir, { recursive: true });
  const file = join(stateDir, 'lock');
  const deadline = clock.now() + DEADLINE_MS;
  while (!take(file)) {
    if (signal.aborted) throw new CloudpoolError('interrupted', { code: 'INTERRUPTED', exitCode: 130 });
    if (clock.now() > deadline) throw busy(file);
    await clock.sleep(POLL_MS, signal);
  }
  try {
    return await work();
  } finally {
    rmSync(file, { force: true });
  }
}

function take(file: string): boolean {
  try {
    writeFileSync(file, `${process.pid} ${identify(process.pid)}`, { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    if (holderIsDead(file)) rmSync(file, { force: true });
    return false;
  }
}

function holderIsDead(file: string): boolean {
  const [pid, ...identity] = readIfThere(file).split(' ');
  // Empty: its holder is between creating and writing it.
  return identity.length > 0 && identify(Number(pid)) !== identity.join(' ');
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function busy(file: string): CloudpoolError {
  return new CloudpoolError(
    `process ${readIfThere(file).split(' ')[0]} is starting or stopping the emulator`,
    {
      code: 'LOCAL_BUSY',
      hint: `If that is not so, remove ${file}.`,
    },
  );
}
