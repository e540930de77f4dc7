import { existsSync } from 'node:fs';
import { type FileHandle, link, open, readdir, rename, stat, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { asError, CloudpoolError } from '../../errors.ts';
import { joinLines, type OutcomeSink } from './sink.ts';

/**
 * Opens an output file that appears whole or not at all: lines go into `<file>.<pid>.partial` beside it, which takes its
 * place at the end. What a killed process left behind is removed. A device or a pipe is written as it is.
 * Throws `OUTPUT_EXISTS` without `force`, and `OUTPUT_UNWRITABLE`.
 */
export async function openOutputFile(
  path: string,
  { force = false, pid = process.pid }: { readonly force?: boolean | undefined; readonly pid?: number } = {},
): Promise<OutcomeSink> {
  const there = await stat(path).catch(() => undefined);
  if (there?.isDirectory()) throw unwritable(path, 'it is a folder');
  if (there && !there.isFile()) return openDevice(path);
  if (there && !force) throw outputExists(path);
  const partial = `${path}.${pid}.partial`;
  let kept = false;
  const file = await orUnwritable(path, async () => {
    await removeLeftovers(path);
    return open(partial, 'w');
  });
  return {
    path,
    write: lines => orUnwritable(path, () => writeAll(file, joinLines(lines))),
    commit: async () => {
      await orUnwritable(path, () => file.close());
      // What cannot take its place is whole all the same: a discard must not throw it away.
      kept = true;
      await (force ? replace(partial, path) : appear(partial, path));
    },
    discard: async () => {
      if (kept) return;
      await file.close().catch(() => undefined);
      await unlink(partial).catch(() => undefined);
    },
  };
}

/** `/dev/null`, a named pipe: nothing may take its place. */
async function openDevice(path: string): Promise<OutcomeSink> {
  const file = await orUnwritable(path, () => open(path, 'w'));
  const close = () => orUnwritable(path, () => file.close());
  return {
    path,
    write: lines => orUnwritable(path, () => writeAll(file, joinLines(lines))),
    commit: close,
    discard: close,
  };
}

async function writeAll(file: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length; ) at += (await file.write(bytes, at)).bytesWritten;
}

/** A link, unlike a rename, never replaces what somebody else has put there meanwhile. */
async function appear(partial: string, path: string): Promise<void> {
  try {
    await link(partial, path);
  } catch (error) {
    if (errorCode(error) === 'EEXIST') throw outputExists(path, partial);
    // Some file systems know no links.
    if (existsSync(path)) throw outputExists(path, partial);
    return replace(partial, path);
  }
  await unlink(partial);
}

async function replace(partial: string, path: string): Promise<void> {
  try {
    await rename(partial, path);
  } catch (error) {
    throw unwritable(path, asError(error).message, { cause: error, hint: `The results are in ${partial}.` });
  }
}

async function removeLeftovers(path: string): Promise<void> {
  const folder = dirname(path);
  const start = `${basename(path)}.`;
  for (const name of await readdir(folder)) {
    const pid = name.startsWith(start) && /^(\d+)\.partial$/.exec(name.slice(start.length))?.[1];
    if (pid && !isAlive(Number(pid))) await unlink(join(folder, name));
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return errorCode(error) === 'EPERM';
  }
}

function errorCode(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException | undefined)?.code;
}

async function orUnwritable<Answer>(path: string, work: () => Promise<Answer>): Promise<Answer> {
  try {
    return await work();
  } catch (error) {
    throw unwritable(path, whyNot(path, error), { cause: error });
  }
}

function whyNot(path: string, error: unknown): string {
  const code = errorCode(error);
  if (code === 'ENOENT') return `there is no folder ${dirname(path)}`;
  if (code === 'EACCES' || code === 'EPERM') return `you have no right to write into ${dirname(path)}`;
  return asError(error).message;
}

function unwritable(
  path: string,
  why: string,
  more: { readonly cause?: unknown; readonly hint?: string } = {},
): CloudpoolError {
  return new CloudpoolError(`${path} cannot be written: ${why}`, {
    code: 'OUTPUT_UNWRITABLE',
    exitCode: 2,
    ...more,
  });
}

function outputExists(path: string, partial?: string): CloudpoolError {
  return new CloudpoolError(`${path} exists`, {
    code: 'OUTPUT_EXISTS',
    hint:
      partial === undefined
        ? 'Give another file, or --force to replace it.'
        : `It appeared while the run went on. The results are in ${partial}.`,
    exitCode: 2,
  });
}
