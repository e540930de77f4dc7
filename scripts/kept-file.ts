import { randomUUID } from 'node:crypto';
import {
  closeSync,
  constants,
  ftruncateSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';

/** Replaces a file as a whole, or throws and leaves nothing behind: other processes may read and write it meanwhile. */
export function keepFile(file: string, bytes: Uint8Array): void {
  mkdirSync(dirname(file), { recursive: true });
  const draft = `${file}.${randomUUID()}`;
  try {
    writeFileSync(draft, bytes);
    renameSync(draft, file);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}

/**
 * Overwrites a file where it stands, for contents whose readers notice when they are torn. File systems flush a file that
 * is replaced or emptied: for hundreds of small ones that takes longer than to make their contents.
 */
export function writeInPlace(file: string, bytes: Uint8Array): void {
  const opened = openOrCreate(file);
  try {
    writeSync(opened, bytes);
    ftruncateSync(opened, bytes.length);
  } finally {
    closeSync(opened);
  }
}

function openOrCreate(file: string): number {
  const open = () => openSync(file, constants.O_WRONLY | constants.O_CREAT);
  const opened = ifPossible(open);
  if (opened !== undefined) return opened;
  mkdirSync(dirname(file), { recursive: true });
  return open();
}

/** For what only saves time: `undefined` when it fails, for whatever reason. */
export function ifPossible<Answer>(work: () => Answer): Answer | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
