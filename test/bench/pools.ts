import { isDeepStrictEqual } from 'node:util';
import { Pool } from '../../scripts/pool/index.ts';
import type { BenchPools } from './lab.ts';

/** Connects the library to a pool on the emulator. */
export function connectPool<Input, Output>(
  { environment }: BenchPools,
  pool: string,
  signal: AbortSignal,
): Promise<Pool<Input, Output>> {
  return Pool.connect<Input, Output>({ environment, pool, signal });
}

/** A figure for wrong results is none. */
export function requireAll(results: readonly unknown[], expected: readonly unknown[]): void {
  if (!isDeepStrictEqual(results, expected)) throw new Error('the results are not those of the tasks');
}
