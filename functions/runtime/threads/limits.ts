import { availableParallelism } from 'node:os';
import type { ResourceLimits } from 'node:worker_threads';
import type { TaskDescription } from '../protocol/describe.ts';
import { threadsFor } from '../protocol/processors.ts';

/** What Node, the SDK and the supervisor need beside the user's heap. */
const SUPERVISOR_MB = 160;

/** How many tasks that compute are worth running at once. `memoryMb`: of the function; `undefined`: not on Lambda. */
export function processorsFor(memoryMb: number | undefined): number {
  return memoryMb === undefined ? availableParallelism() : threadsFor(memoryMb);
}

/** Caps what the code says of itself by what this process has: one thread a processor for `cpu`. */
export function withinProcessors(
  description: TaskDescription,
  memoryMb: number | undefined,
): TaskDescription {
  return withinThreads(description, processorsFor(memoryMb));
}

/** Caps what the code says of itself by a number of threads that is known. */
export function withinThreads(description: TaskDescription, threads: number): TaskDescription {
  if (description.kind === 'io') return description;
  return { ...description, concurrency: Math.min(description.concurrency, threads) };
}

/**
 * The heap of one of `threads` threads: together they stay below the memory of the function, so that a greedy task ends
 * its own thread, with a reason, before Lambda kills the whole process without one.
 */
export function heapLimits(memoryMb: number | undefined, threads: number): ResourceLimits {
  if (memoryMb === undefined) return {};
  const heap = Math.max(memoryMb / 2, memoryMb - SUPERVISOR_MB) / threads;
  const young = Math.min(48, heap / 4);
  return { maxOldGenerationSizeMb: Math.floor(heap - young), maxYoungGenerationSizeMb: Math.ceil(young) };
}
