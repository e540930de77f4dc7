import { Buffer } from 'node:buffer';
import type { Executor, TaskEnd, TaskOrder } from '../../functions/runtime/executor.ts';
import type { TaskDescription } from '../../functions/runtime/protocol/describe.ts';
import type { ChunkName } from './sim-history.ts';
import type { SimProcess } from './sim-process.ts';
import { returnOf, type SimTask } from './sim-task.ts';
import type { SimWorld } from './sim-world.ts';

interface RunningTask {
  readonly order: TaskOrder;
  readonly end: (end: TaskEnd) => void;
}

export interface SimExecutorOptions {
  readonly world: SimWorld;
  readonly process: SimProcess;
  readonly description: TaskDescription;
  /** The chunk that the process works on. */
  readonly chunk: () => ChunkName;
}

/** Runs tasks that only exist as a line: it ends each as its input says, and takes threads down with it. */
export class SimExecutor implements Executor {
  readonly #options: SimExecutorOptions;
  readonly #running = new Set<RunningTask>();

  constructor(options: SimExecutorOptions) {
    this.#options = options;
  }

  describe(): Promise<TaskDescription> {
    return Promise.resolve(this.#options.description);
  }

  async run(order: TaskOrder): Promise<TaskEnd> {
    const { process } = this.#options;
    const orderedAt = process.clock.now();
    const apply = () => this.#record(order, orderedAt);
    await process.call({ step: 'start task', detail: `${order.task}`, apply });
    const end = await this.#untilEnd(order);
    await process.call({ step: 'end task', detail: `${order.task} ${end.kind}`, apply: () => {} });
    return end;
  }

  async quiet(): Promise<void> {
    for (const task of [...this.#running]) task.end({ kind: 'aborted' });
    await this.#options.process.clock.sleep(1);
  }

  #record({ task, alone }: TaskOrder, localTime: number): void {
    const { world, process, description, chunk } = this.#options;
    const at = world.clock.now();
    const beside = this.#running.size;
    const crowded = alone ? beside > 0 : beside >= description.concurrency;
    const by = process.actor;
    world.history.push({ type: 'started', at, by, chunk: chunk(), task, localTime });
    if (crowded || [...this.#running].some(({ order }) => order.alone)) {
      world.history.push({ type: 'strayed', at, by, what: `task ${task} started beside ${beside} others` });
    }
  }

  #untilEnd(order: TaskOrder): Promise<TaskEnd> {
    return new Promise(resolve => {
      const running: RunningTask = { order, end: end => finish(end) };
      const abort = () => finish({ kind: 'aborted' });
      const finish = (end: TaskEnd) => {
        for (const cancel of timers) cancel();
        order.signal.removeEventListener('abort', abort);
        this.#running.delete(running);
        resolve(end);
      };
      const timers = this.#schedule(running);
      this.#running.add(running);
      order.signal.addEventListener('abort', abort, { once: true });
      if (order.signal.aborted) abort();
    });
  }

  #schedule({ order, end }: RunningTask): readonly (() => void)[] {
    const { world } = this.#options;
    const task = JSON.parse(Buffer.from(order.input).toString()) as SimTask;
    const timeout = world.clock.after(order.timeoutMs, () => end({ kind: 'timeout' }));
    if (task.does === 'hangs') return [timeout];
    const own = world.clock.after(task.ms, () => {
      if (task.does === 'kills its process') this.#killProcess();
      else if (task.does === 'kills its thread') this.#killThread(order);
      else end(endOf(task, order));
    });
    return [timeout, own];
  }

  #killProcess(): void {
    this.#options.world.faults.note('executor: a task kills its process');
    this.#options.process.die('by the hand of a task');
  }

  /** A thread dies with all that runs on it; a task alone has a thread of its own. */
  #killThread(culprit: TaskOrder): void {
    const victims = [...this.#running].filter(({ order }) => order === culprit || !culprit.alone);
    this.#options.world.faults.note(
      victims.length > 1 ? 'executor: a thread dies with neighbours' : 'executor: a thread dies',
    );
    for (const { end } of victims) end({ kind: 'died', reason: 'exit code 1' });
  }
}

function endOf(task: SimTask, { attempt }: TaskOrder): TaskEnd {
  if (task.does === 'throws for good') return { kind: 'error', error: THROWN, retry: false };
  const throws = task.does === 'throws' || (task.does === 'throws once' && attempt === 1);
  return throws
    ? { kind: 'error', error: THROWN, retry: true }
    : { kind: 'value', value: JSON.stringify(returnOf(task)) };
}

const THROWN = { name: 'Thrown', message: 'as its input says' };
