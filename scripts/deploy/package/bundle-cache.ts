import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ifPossible, keepFile } from '../../kept-file.ts';
import { contentHash } from './files.ts';
import { type Fingerprint, fingerprint, isYounger } from './fingerprint.ts';
import { decidingPaths } from './inputs.ts';

/** A bundle that may have been made before. */
export interface BundleRequest {
  /** The clone. */
  readonly root: string;
  /** A file name: one bundle is kept for each. */
  readonly name: string;
  /** Everything beside files that decides what it holds: options, versions. */
  readonly key: string;
  /** What was looked at already, by path: bundles of one deploy have most of their files in common. */
  readonly looks?: Map<string, Fingerprint>;
}

export interface FreshBundle {
  readonly content: Uint8Array;
  /** The files that it was made from, relative to the clone. */
  readonly inputs: readonly string[];
}

/** The first line of a cache file; the bundle itself follows. */
interface Header {
  readonly key: string;
  /** SHA-256 of the bundle, in hex. */
  readonly content: string;
  /** By path relative to the clone. */
  readonly parts: Readonly<Record<string, Fingerprint>>;
}

/**
 * Gives the bundle of last time when nothing that decides it has changed since, or else builds it. What cannot be read or
 * written in `.cloudpool/bundles/` only costs the time of a build.
 */
export async function cachedBundle(
  request: BundleRequest,
  build: () => Promise<FreshBundle>,
): Promise<Uint8Array> {
  const file = join(request.root, '.cloudpool/bundles', request.name);
  const known = ifPossible(() => findCurrent(file, request));
  if (known !== undefined) return known;
  const startedAt = Date.now();
  const fresh = await build();
  ifPossible(() => keep(file, request, { ...fresh, startedAt }));
  return fresh.content;
}

function findCurrent(file: string, { root, key, looks }: BundleRequest): Uint8Array | undefined {
  const bytes = readFileSync(file);
  const end = bytes.indexOf('\n');
  const header = JSON.parse(bytes.toString('utf8', 0, end)) as Header;
  const content = bytes.subarray(end + 1);
  if (header.key !== key || contentHash(content) !== header.content) return undefined;
  const parts: Record<string, Fingerprint> = {};
  let settled = 0;
  for (const [path, known] of Object.entries(header.parts)) {
    const now = looks?.get(path) ?? fingerprint(`${root}/${path}`, known);
    looks?.set(path, now);
    if (now.hash !== known.hash) return undefined;
    if (now.signature !== known.signature && now.signature !== '' && !path.endsWith('/')) settled++;
    parts[path] = now;
  }
  // The next one need not read these files again.
  if (settled > 0) ifPossible(() => write(file, { ...header, parts }, content));
  return content;
}

/** Writes nothing down when a file may have changed while it was read: then nobody knows which one the bundle holds. */
function keep(
  file: string,
  { root, key }: BundleRequest,
  { content, inputs, startedAt }: FreshBundle & { readonly startedAt: number },
): void {
  const paths = decidingPaths(root, inputs);
  const entries = paths.map(path => [path, fingerprint(`${root}/${path}`)] as const);
  if (paths.some(path => isYounger(`${root}/${path}`, startedAt))) return;
  write(file, { key, content: contentHash(content), parts: Object.fromEntries(entries) }, content);
}

function write(file: string, header: Header, content: Uint8Array): void {
  keepFile(file, Buffer.concat([Buffer.from(`${JSON.stringify(header)}\n`), content]));
}
