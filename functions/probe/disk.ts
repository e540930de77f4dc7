import { randomBytes } from 'node:crypto';
import { mkdtemp, open, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const MB = 2 ** 20;

export interface DiskMeasure {
  /** MB a second, with everything on the disk at the end. */
  readonly writeRate: number;
  /** MB a second, of what was just written: much of it comes from memory. */
  readonly readRate: number;
  readonly freeMb: number;
}

/** Writes a file to the temporary folder and reads it again. */
export async function measureDisk(sizeMb: number): Promise<DiskMeasure> {
  const folder = await mkdtemp(join(tmpdir(), 'probe-'));
  try {
    const { bavail, bsize } = await statfs(folder);
    const file = join(folder, 'block');
    const writeRate = await rateOf(sizeMb, () => write(file, sizeMb));
    const readRate = await rateOf(sizeMb, () => read(file));
    return { writeRate, readRate, freeMb: Math.floor((bavail * bsize) / MB) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** MB a second. */
export async function rateOf(sizeMb: number, work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return sizeMb / ((performance.now() - began) / 1_000);
}

async function write(path: string, sizeMb: number): Promise<void> {
  await using file = await open(path, 'w');
  const block = randomBytes(MB);
  for (let written = 0; written < sizeMb; written += 1) await file.write(block);
  await file.sync();
}

async function read(path: string): Promise<void> {
  await using file = await open(path, 'r');
  const block = Buffer.allocUnsafeSlow(MB);
  while ((await file.read(block, 0, MB)).bytesRead > 0);
}
