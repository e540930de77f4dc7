import { buffer } from 'node:stream/consumers';
import type { PackageFile } from './files.ts';

/** The first moment a zip can hold. Any fixed time will do; it must not be the time of packing. */
const EPOCH = new Date('1980-01-01T00:00:00Z');

/** Zips a package: sorted, with fixed times and modes, so that one machine gives the same bytes for the same files. */
export async function zipPackage(files: readonly PackageFile[]): Promise<Uint8Array> {
  const { ZipArchive } = await import('archiver');
  const archive = new ZipArchive({ zlib: { level: 9 } });
  for (const { path, mode, content } of files.toSorted(byPath)) {
    archive.append(Buffer.from(content), { name: path, mode, date: EPOCH });
  }
  const [bytes] = await Promise.all([buffer(archive), archive.finalize()]);
  return bytes;
}

function byPath(a: PackageFile, b: PackageFile): number {
  return a.path < b.path ? -1 : 1;
}
