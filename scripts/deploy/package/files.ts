import { createHash } from 'node:crypto';

/** One file of a bundle. */
export interface PackageFile {
  /** Inside the package, with forward slashes. */
  readonly path: string;
  readonly mode: number;
  readonly content: Uint8Array;
}

/** Every file of a package is plain and readable: whatever umask the sources were checked out with. */
export const FILE_MODE = 0o644;

/**
 * Hashes a bundle: SHA-256 over the sorted (path, mode, content hash), in hex. Zip bytes differ between zlib builds and
 * CPUs; this does not.
 */
export function packageHash(files: readonly PackageFile[]): string {
  const lines = files.map(
    ({ path, mode, content }) => `${path}\0${mode.toString(8)}\0${contentHash(content)}\n`,
  );
  return sha256(lines.sort().join(''));
}

/** Where a package lies in the artifact bucket. Nothing under `code/` ever expires: a rollback needs it. */
export function packageKey(functionName: string, files: readonly PackageFile[]): string {
  return `code/${functionName}/${packageHash(files)}.zip`;
}

const hashes = new WeakMap<Uint8Array, string>();

/** Hashes content that nobody changes any more: once, although the supervisor is in every package. SHA-256, in hex. */
export function contentHash(content: Uint8Array): string {
  const known = hashes.get(content) ?? sha256(content);
  hashes.set(content, known);
  return known;
}

function sha256(content: Uint8Array | string): string {
  return createHash('sha256').update(content).digest('hex');
}
