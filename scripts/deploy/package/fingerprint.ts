import { createHash } from 'node:crypto';
import { type Dirent, readdirSync, readFileSync, readlinkSync, type Stats, statSync } from 'node:fs';
import { join } from 'node:path';

/** What a file held, or a folder listed, when somebody looked. */
export interface Fingerprint {
  /** SHA-256, base64url. Empty: there is nothing. */
  readonly hash: string;
  /** As long as it is the same the hash is, too. Empty: written too short a while ago to tell. */
  readonly signature: string;
}

/** Clocks of file systems are coarse: what is younger may change without another time. */
const SETTLED_MS = 2_000;

/** Looks at a file or, with a slash at its end, at a folder. */
export function fingerprint(path: string, known?: Fingerprint): Fingerprint {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return { hash: '', signature: '' };
  const signature = signatureOf(stats);
  if (known !== undefined && known.signature === signature) return known;
  const settled = Math.max(stats.mtimeMs, stats.ctimeMs) < Date.now() - SETTLED_MS;
  return {
    hash: path.endsWith('/') ? hashFolder(path) : hashFile(path),
    signature: settled ? signature : '',
  };
}

/** Tells whether something was written since then, as far as the clock of the file system can say. */
export function isYounger(path: string, since: number): boolean {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats === undefined || Math.max(stats.mtimeMs, stats.ctimeMs) >= since - CLOCK_TICK_MS;
}

const CLOCK_TICK_MS = 20;

/** The change time cannot be set by anybody: whoever restores the others leaves a trace in it. */
function signatureOf({ size, mtimeMs, ctimeMs, ino }: Stats): string {
  return `${size} ${mtimeMs} ${ctimeMs} ${ino}`;
}

function hashFile(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('base64url');
}

/** Names, and where links point: what may come to stand before something else. */
function hashFolder(path: string): string {
  const names = readdirSync(path, { withFileTypes: true }).map(entry => nameOf(path, entry));
  return createHash('sha256').update(names.sort().join('\n')).digest('base64url');
}

function nameOf(folder: string, entry: Dirent): string {
  if (entry.isSymbolicLink()) return `${entry.name} -> ${readlinkSync(join(folder, entry.name))}`;
  return entry.isDirectory() ? `${entry.name}/` : entry.name;
}
