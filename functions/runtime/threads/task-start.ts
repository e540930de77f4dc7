import type { TaskEnd, TaskOrder } from '../executor.ts';

/** Why a start is cut short. */
type Cut = 'timeout' | 'aborted';

export interface TaskStartHooks {
  /** Tells the thread. */
  readonly abort: (why: Cut) => void;
  /** The task was aborted and is still there when its grace is over. */
  readonly overdue: () => void;
}

/** One start of one task, seen from the supervisor: its time-out, its abort, its one end. */
export class TaskStart {
  readonly order: TaskOrder;
  readonly end: Promise<TaskEnd>;
  readonly #hooks: TaskStartHooks;
  readonly #graceMs: number;
  readonly #resolve: (end: TaskEnd) => void;
  readonly #onAbort = () => this.#cut('aborted');
  #timer: NodeJS.Timeout | undefined;
  #cutShort: Cut | undefined;
  #isHeard = false;
  #isOverdue = false;

  constructor(order: TaskOrder, graceMs: number, hooks: TaskStartHooks) {
    const { promise, resolve } = Promise.withResolvers<TaskEnd>();
    this.order = order;
    this.end = promise;
    this.#resolve = resolve;
    this.#graceMs = graceMs;
    this.#hooks = hooks;
    order.signal.addEventListener('abort', this.#onAbort, { once: true });
  }

  /** The thread has heard of the abort: it is alive. */
  get isHeard(): boolean {
    return this.#isHeard;
  }

  get isOverdue(): boolean {
    return this.#isOverdue;
  }

  /** The task is handed to the thread: its time begins. */
  begin(): void {
    if (this.#cutShort === undefined) {
      this.#timer = setTimeout(() => this.#cut('timeout'), this.order.timeoutMs);
    }
  }

  heard(): void {
    this.#isHeard = true;
    if (this.#cutShort !== undefined) this.#resolve({ kind: this.#cutShort });
  }

  /** The task is over, or its thread is. What cut it short counts more than what it made of that. */
  settle(end: TaskEnd): void {
    clearTimeout(this.#timer);
    this.order.signal.removeEventListener('abort', this.#onAbort);
    this.#resolve(this.#cutShort === undefined ? end : { kind: this.#cutShort });
  }

  #cut(why: Cut): void {
    if (why === 'aborted') this.#resolve({ kind: 'aborted' });
    if (this.#cutShort !== undefined) return;
    this.#cutShort = why;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#becomeOverdue(), this.#graceMs);
    this.#hooks.abort(why);
  }

  #becomeOverdue(): void {
    this.#isOverdue = true;
    this.#hooks.overdue();
  }
}
