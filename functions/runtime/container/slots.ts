import { availableParallelism } from 'node:os';
import type { TaskDescription } from '../protocol/describe.ts';

/** What a long-lived worker has. */
export interface WorkerSize {
  /** Processors. */
  readonly processors: number;
  /** Memory in MB; `undefined`: no limit of our own. */
  readonly memoryMb: number | undefined;
  /** What the user wants instead. */
  readonly slots: number | undefined;
}

/** Chunks at once, and what each of them may use. */
export interface SlotPlan {
  readonly slots: number;
  /** Threads of one slot that compute at once. */
  readonly threads: number;
  /** Memory of one slot and its share of the supervisor, in MB. */
  readonly memoryMb: number | undefined;
}

/** What Node, the SDK and the supervisor need beside the heaps of the threads. */
const SUPERVISOR_MB = 160;
/** Less heap is no use to a function. */
const LEAST_HEAP_MB = 96;

/**
 * Shares a worker's processors and memory out. `cpu`: one chunk, whose tasks fill all processors. `io`: one chunk and one
 * thread a processor, as many as have a heap worth the name.
 */
export function planSlots({ kind }: Pick<TaskDescription, 'kind'>, size: WorkerSize): SlotPlan {
  const slots =
    size.slots ?? (kind === 'cpu' ? 1 : Math.min(wholeFrom1(size.processors), heapsIn(size.memoryMb)));
  return {
    slots,
    threads: Math.max(1, Math.floor(wholeFrom1(size.processors) / slots)),
    memoryMb: size.memoryMb && SUPERVISOR_MB + (size.memoryMb - SUPERVISOR_MB) / slots,
  };
}

/**
 * Reads what the task definition gives (`CLOUDPOOL_CPU` in 1,024ths of a processor, `CLOUDPOOL_MEMORY` in MB) and what
 * the user wants (`CLOUDPOOL_SLOTS`). Otherwise: the processors of this machine, and no limit of memory.
 */
export function workerSize(variables: NodeJS.ProcessEnv): WorkerSize {
  const units = positive(variables, 'CLOUDPOOL_CPU');
  return {
    processors: units === undefined ? availableParallelism() : units / 1024,
    memoryMb: positive(variables, 'CLOUDPOOL_MEMORY'),
    slots: wholeFrom1(positive(variables, 'CLOUDPOOL_SLOTS')),
  };
}

/** Reads a number above zero, if there is one. Throws `RangeError` for anything else. */
export function positive(variables: NodeJS.ProcessEnv, name: string): number | undefined {
  const text = variables[name];
  if (!text) return undefined;
  const value = Number(text);
  if (value > 0 && Number.isFinite(value)) return value;
  throw new RangeError(`${name} is no number above 0: ${text.slice(0, 40)}`);
}

function wholeFrom1<Value extends number | undefined>(value: Value): Value | number {
  return value && Math.max(1, Math.floor(value));
}

function heapsIn(memoryMb = Number.POSITIVE_INFINITY): number {
  return Math.max(1, Math.floor((memoryMb - SUPERVISOR_MB) / LEAST_HEAP_MB));
}
