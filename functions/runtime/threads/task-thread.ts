import { inspect } from 'node:util';
import {
  MessageChannel,
  type MessagePort,
  type ResourceLimits,
  receiveMessageOnPort,
  Worker,
} from 'node:worker_threads';
import type { TaskEnd, TaskOrder } from '../executor.ts';
import type { TaskDescription } from '../protocol/describe.ts';
import type { FromThread, OwnEnd, SharedOrder, ThreadData, ToThread } from './messages.ts';
import { TaskStart } from './task-start.ts';

export interface TaskThreadOptions {
  /** The module that calls `serveTasks`. */
  readonly file: URL;
  readonly limits: ResourceLimits;
  /** How long a thread may take to load the function's code. */
  readonly bootMs: number;
  /** How long an aborted task, or a thread that should answer, gets before the thread is ended. */
  readonly graceMs: number;
  readonly log: (entry: object) => void;
}

/** One worker thread and the tasks that run on it. */
export class TaskThread {
  /** What the code says of itself, once it is loaded. Rejects when it cannot be. */
  readonly ready: Promise<TaskDescription>;
  /** Resolves when the thread is no more. */
  readonly gone: Promise<void>;
  readonly #options: TaskThreadOptions;
  readonly #worker: Worker;
  /** Ours alone: on the port that every thread has, the function's code may say what it likes. */
  readonly #port: MessagePort;
  readonly #starts = new Map<number, TaskStart>();
  readonly #idlers: (() => void)[] = [];
  #lastId = 0;
  /** Why it is dead or dying. */
  #reason: string | undefined;
  #loaded = false;
  /** What the thread was told last. */
  #shared: SharedOrder | undefined;
  #uncaught: string | undefined;

  constructor(options: TaskThreadOptions) {
    this.#options = options;
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    this.#worker = new Worker(options.file, {
      resourceLimits: options.limits,
      workerData: { port: port2 } satisfies ThreadData,
      transferList: [port2],
    });
    const boot = Promise.withResolvers<TaskDescription>();
    const exit = Promise.withResolvers<void>();
    this.ready = boot.promise;
    this.gone = exit.promise;
    this.ready.catch(() => undefined); // whoever waits is told; without anybody waiting it is no crash of the process
    const tooSlow = setTimeout(
      () => this.end(`did not load within ${options.bootMs / 1000} s`),
      options.bootMs,
    );
    const receive = (message: FromThread) => {
      if (message.type !== 'ready') return this.#receive(message);
      clearTimeout(tooSlow);
      this.#loaded = true;
      boot.resolve(message.description);
      this.#updateIdle();
    };
    this.#port.on('message', receive);
    this.#port.unref(); // the worker itself keeps the process, or does not
    this.#worker.on('error', error => {
      this.#uncaught = describeUncaught(error, options.limits);
    });
    this.#worker.on('exit', code => {
      clearTimeout(tooSlow);
      this.#drain(receive);
      this.#die(this.#uncaught ?? `the code ended its thread with exit code ${code}`);
      boot.reject(new Error(`the code of the function could not be loaded: ${this.#reason}`));
      exit.resolve();
    });
  }

  /** Takes tasks: it is neither dead nor dying. */
  get alive(): boolean {
    return this.#reason === undefined;
  }

  /** Tasks on it, those that were given up and still run included. */
  get load(): number {
    return this.#starts.size;
  }

  /** Starts one task. Its time begins when the code is loaded. Never rejects. */
  run(order: TaskOrder): Promise<TaskEnd> {
    if (order.signal.aborted) return Promise.resolve({ kind: 'aborted' });
    const id = ++this.#lastId;
    const start = new TaskStart(order, this.#options.graceMs, {
      abort: why => this.#send({ type: 'abort', id, why }),
      overdue: () => this.#judge(start),
    });
    this.#starts.set(id, start);
    this.#updateIdle();
    if (!this.alive) this.#die(this.#reason ?? '');
    if (this.#loaded) this.#begin(id, start);
    else this.ready.then(() => this.#begin(id, start)).catch(() => undefined);
    return start.end;
  }

  /** Resolves when nothing runs on it. */
  idle(): Promise<void> {
    if (this.load === 0) return Promise.resolve();
    return new Promise(resolve => this.#idlers.push(resolve));
  }

  /** Resolves when nothing runs on it, and what was ended is really gone. */
  async quiet(): Promise<void> {
    await this.idle();
    if (!this.alive) await this.gone;
  }

  /** Ends the thread: what runs on it dies with this reason. */
  end(reason: string): Promise<void> {
    this.#uncaught ??= reason;
    this.#die(reason);
    void this.#worker.terminate();
    return this.gone;
  }

  /** What was said before the end counts, whenever it is heard. */
  #drain(receive: (message: FromThread) => void): void {
    for (let next = receiveMessageOnPort(this.#port); next; next = receiveMessageOnPort(this.#port)) {
      receive(next.message);
    }
    this.#port.close();
  }

  #begin(id: number, start: TaskStart): void {
    if (!this.#starts.has(id)) return;
    const { task, taskId, attempt, input } = start.order;
    this.#share(start.order);
    start.begin();
    this.#send({ type: 'start', id, order: { task, taskId, attempt, input: textOfBytes(input) } });
  }

  /** Tells the thread what its tasks have in common, once for all of them. */
  #share({ run, settings, timeoutMs, deadline }: TaskOrder): void {
    const told = this.#shared;
    if (told?.run === run && told.settings === settings) {
      if (told.timeoutMs === timeoutMs && told.deadline === deadline) return;
    }
    this.#shared = { run, settings, timeoutMs, deadline };
    this.#send({ type: 'share', shared: this.#shared });
  }

  #receive(message: Exclude<FromThread, { type: 'ready' }>): void {
    const start = this.#starts.get(message.id);
    if (start === undefined) return;
    if (message.type === 'log') this.#log(start.order, message.message);
    else if (message.type === 'heard') start.heard();
    else this.#settle(message.id, start, message.end);
  }

  #settle(id: number, start: TaskStart, end: OwnEnd): void {
    start.settle(end);
    this.#starts.delete(id);
    this.#updateIdle();
    this.#endStragglers();
  }

  /** An aborted task is still there after its grace. */
  #judge(start: TaskStart): void {
    const { task } = start.order;
    if (start.isHeard) this.#endStragglers();
    else void this.end(`its thread was ended because task ${task} beside it no longer answered`);
  }

  /** Nothing on the thread is wanted any more and none of it went away by itself. */
  #endStragglers(): void {
    const starts = [...this.#starts.values()];
    if (starts.length > 0 && starts.every(({ isOverdue }) => isOverdue)) void this.end('ignored its abort');
  }

  #die(reason: string): void {
    this.#reason ??= reason;
    for (const start of this.#starts.values()) start.settle({ kind: 'died', reason: this.#reason });
    this.#starts.clear();
    this.#updateIdle();
  }

  /** An idle thread must not keep the process from ending; one that was ended must, until it is gone. */
  #updateIdle(): void {
    if (this.load > 0 || !this.#loaded || !this.alive) this.#worker.ref();
    else this.#worker.unref();
    if (this.load === 0) for (const resolve of this.#idlers.splice(0)) resolve();
  }

  #log({ run, task, attempt }: TaskOrder, message: string): void {
    this.#options.log({ run, task, attempt, message });
  }

  #send(message: ToThread): void {
    this.#port.postMessage(message);
  }
}

function textOfBytes({ buffer, byteOffset, byteLength }: Uint8Array): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString('latin1');
}

/** Characters. */
const MOST_OF_MESSAGE = 4_000;

function describeUncaught(error: unknown, { maxOldGenerationSizeMb }: ResourceLimits): string {
  if (!(error instanceof Error)) return `uncaught ${inspect(error)}`;
  const { code, name, message } = error as NodeJS.ErrnoException;
  if (code !== 'ERR_WORKER_OUT_OF_MEMORY') return `uncaught ${name}: ${message.slice(0, MOST_OF_MESSAGE)}`;
  const limit =
    maxOldGenerationSizeMb === undefined ? '' : ` (the heap may hold ${maxOldGenerationSizeMb} MB)`;
  return `the thread ran out of memory${limit}`;
}
