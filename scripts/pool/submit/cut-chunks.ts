import type { ChunkStart } from '../../../functions/runtime/protocol/chunk-index.ts';
import { type CellList, MAX_CHUNK_BYTES } from './cell-list.ts';

export interface ChunkSizing {
  /** Tasks in flight in one worker. */
  readonly k: number;
  /** Workers at once (MaximumConcurrency). */
  readonly concurrency: number;
  /** Tasks a chunk, when the user says so. */
  readonly chunk?: number | undefined;
}

/** Chunks per worker: enough to even out slow ones, few enough to be cheap. */
export const CHUNKS_PER_WORKER = 8;

/**
 * Tasks per chunk: `N / (8 C)` rounded up to whole windows of k, or what the user says. Tasks of one length run window by
 * window, and 31 of them at k = 10 would take as long as 40.
 */
export function chunkSize(tasks: number, { k, concurrency, chunk }: ChunkSizing): number {
  return chunk ?? k * Math.ceil(tasks / (CHUNKS_PER_WORKER * concurrency * k));
}

/** The room that makes cells at least 32 times finer than the chunks that will be cut along them. */
export function cellRoom(concurrency: number): number {
  return Math.max(2 ** 15, 64 * CHUNKS_PER_WORKER * concurrency);
}

/**
 * Cuts contiguous chunks along the cells: where each begins, and one more that closes the last. A chunk ends when it has
 * its number of tasks, or before it passes 4 MiB.
 */
export function cutChunks(cells: CellList, sizing: ChunkSizing): readonly ChunkStart[] {
  const size = chunkSize(cells.tasks, sizing);
  const startOf = (cell: number): ChunkStart => ({
    offset: cells.offset(cell),
    first: cells.firstTask(cell),
  });
  let start = startOf(0);
  const starts = [start];
  for (let cell = 1; cell < cells.cells; cell += 1) {
    const full = cells.firstTask(cell) - start.first >= size;
    const tooLarge = cells.offset(cell + 1) - start.offset > MAX_CHUNK_BYTES;
    if (!full && !tooLarge) continue;
    start = startOf(cell);
    starts.push(start);
  }
  return [...starts, startOf(cells.cells)];
}
