import type { Executor, TaskEnd, TaskOrder } from '../executor.ts';
import type { TaskDescription } from '../protocol/describe.ts';
import { unlessAborted } from '../protocol/unless-aborted.ts';
import { heapLimits, withinProcessors, withinThreads } from './limits.ts';
import { TaskThread } from './task-thread.ts';

export interface ThreadExecutorOptions {
  /** The module that calls `serveTasks`. */
  readonly file: URL;
  /** Memory of the function in MB: limits heaps and `cpu` threads. `undefined`: not on Lambda, no limit of our own. */
  readonly memoryMb?: number | undefined;
  /** `cpu` threads at most. Default: what the memory of a function buys. */
  readonly threads?: number | undefined;
  /** Default: 1,000. */
  readonly graceMs?: number;
  /** Default: 20,000. */
  readonly bootMs?: number;
  /** Takes what `ctx.log` writes. */
  readonly log: (entry: object) => void;
}

/** An executor that owns threads until it is closed. */
export interface ThreadExecutor extends Executor {
  /** Ends every thread. */
  close(): Promise<void>;
}

/**
 * Runs tasks on worker threads: `io` all on one, `cpu` each on its own. The first thread starts at once, so that a cold
 * start loads the function's code while the supervisor still asks for its work.
 */
export function createThreadExecutor(options: ThreadExecutorOptions): ThreadExecutor {
  return new WorkerThreads(options);
}

class WorkerThreads implements ThreadExecutor {
  readonly #options: ThreadExecutorOptions;
  /** Alive or dying. */
  readonly #threads = new Set<TaskThread>();
  #described: Promise<TaskDescription> | undefined;
  /** What came of it: no task has to wait for it again. */
  #description: TaskDescription | undefined;

  constructor(options: ThreadExecutorOptions) {
    this.#options = options;
    this.describe().catch(() => undefined); // told to whoever asks next
  }

  describe(): Promise<TaskDescription> {
    this.#described ??= this.#describeOnce();
    return this.#described;
  }

  async run(order: TaskOrder): Promise<TaskEnd> {
    try {
      const description = this.#description ?? (await unlessAborted(this.describe(), order.signal));
      if (description === undefined) return { kind: 'aborted' };
      return await (order.alone ? this.#runAlone(order) : this.#runShared(order, description));
    } catch (error) {
      return { kind: 'died', reason: error instanceof Error ? error.message : String(error) };
    }
  }

  async quiet(): Promise<void> {
    await Promise.all([...this.#threads].map(thread => thread.quiet()));
  }

  async close(): Promise<void> {
    await this.#endAll('the worker is closed');
  }

  async #describeOnce(): Promise<TaskDescription> {
    const { memoryMb, threads } = this.#options;
    const thread = this.#start(1);
    try {
      const own = await thread.ready;
      const description =
        threads === undefined ? withinProcessors(own, memoryMb) : withinThreads(own, threads);
      // Its heap is the whole of it, and it has to be shared out.
      if (description.kind === 'cpu' && description.concurrency > 1)
        await thread.end('replaced by threads with a share of the heap');
      this.#description = description;
      return description;
    } catch (error) {
      this.#described = undefined; // the next one tries again
      throw error;
    }
  }

  /** Between the choice of a thread and the start on it nothing else may choose. */
  async #runShared(order: TaskOrder, { kind, concurrency }: TaskDescription): Promise<TaskEnd> {
    const most = kind === 'io' ? 1 : concurrency;
    for (;;) {
      const alive = [...this.#threads].filter(thread => thread.alive);
      const free = alive.find(({ load }) => kind === 'io' || load === 0);
      if (free !== undefined) return free.run(order);
      if (alive.length < most) return this.#start(most).run(order);
      await unlessAborted(Promise.race(alive.map(thread => thread.idle())), order.signal);
      if (order.signal.aborted) return { kind: 'aborted' };
    }
  }

  async #runAlone(order: TaskOrder): Promise<TaskEnd> {
    await this.#endAll('replaced by a thread for one task alone');
    const thread = this.#start(1);
    const end = await thread.run(order);
    await thread.end('its task is over');
    return end;
  }

  #start(share: number): TaskThread {
    const { file, memoryMb, graceMs = 1_000, bootMs = 20_000, log } = this.#options;
    const limits = heapLimits(memoryMb, share);
    const thread = new TaskThread({ file, limits, graceMs, bootMs, log });
    this.#threads.add(thread);
    void thread.gone.then(() => this.#threads.delete(thread));
    return thread;
  }

  async #endAll(reason: string): Promise<void> {
    await Promise.all([...this.#threads].map(thread => thread.end(reason)));
  }
}
