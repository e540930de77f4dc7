import { createThreadExecutor, type ThreadExecutor } from '../threads/thread-executor.ts';
import { processDelivery } from '../worker.ts';
import type { WorkerDependencies } from '../worker-dependencies.ts';
import type { Slot } from './poller.ts';
import { planSlots, type WorkerSize } from './slots.ts';

/** The places of one worker process. */
export interface OpenSlots {
  readonly slots: readonly Slot[];
  /** Ends every thread. */
  close(): Promise<void>;
}

export interface SlotOptions {
  readonly size: WorkerSize;
  /** The module that serves the function's task on a thread. */
  readonly thread: URL;
  readonly dependencies: Omit<WorkerDependencies, 'executor'>;
}

/**
 * Loads the function's code, asks what kind it is, and opens as many slots as this process has room for. Rejects when the
 * code cannot be loaded: a worker that fails every task must not take any.
 */
export async function openSlots({ size, thread, dependencies }: SlotOptions): Promise<OpenSlots> {
  const { log } = dependencies;
  const open = (threads: number, memoryMb = size.memoryMb) =>
    createThreadExecutor({ file: thread, memoryMb, threads, log });
  const scout = open(1);
  const { kind } = await scout.describe();
  await scout.close();
  const plan = planSlots({ kind }, size);
  const executors = Array.from({ length: plan.slots }, () => open(plan.threads, plan.memoryMb));
  log({ event: 'started', pool: dependencies.pool, kind, ...plan });
  return {
    slots: executors.map(executor => slotOf(executor, dependencies)),
    close: async () => {
      await Promise.all(executors.map(executor => executor.close()));
    },
  };
}

function slotOf(executor: ThreadExecutor, dependencies: SlotOptions['dependencies']): Slot {
  const own = { ...dependencies, executor };
  return (delivery, invocation) => processDelivery(delivery, invocation, own);
}
