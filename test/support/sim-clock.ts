import type { Clock } from '../../functions/runtime/protocol/ports.ts';

interface Timer {
  readonly at: number;
  /** Timers of one moment fire in the order in which they were set. */
  readonly order: number;
  fire: (() => void) | undefined;
}

/**
 * Virtual time. It stands still while code runs and jumps to the next timer once every promise has settled, so that
 * hours pass in milliseconds and the order of events depends on nothing but the seed.
 */
export class SimClock implements Clock {
  #now: number;
  #order = 0;
  readonly #timers: Timer[] = [];

  constructor(start: number) {
    this.#now = start;
  }

  now(): number {
    return this.#now;
  }

  /** Calls `fire` after `ms`; the answer takes it back. */
  after(ms: number, fire: () => void): () => void {
    const timer: Timer = { at: this.#now + Math.max(0, Math.ceil(ms)), order: this.#order++, fire };
    pushTimer(this.#timers, timer);
    return () => {
      timer.fire = undefined;
    };
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise(resolve => {
      if (signal?.aborted) return resolve();
      const end = () => {
        cancel();
        signal?.removeEventListener('abort', end);
        resolve();
      };
      const cancel = this.after(ms, end);
      signal?.addEventListener('abort', end, { once: true });
    });
  }

  /** Lets time pass until `done`. 'idle': no timer is left and nothing else can ever happen. */
  run(done: () => boolean): Promise<'done' | 'idle'> {
    return new Promise((resolve, reject) => {
      const turn = () => {
        try {
          if (done()) return resolve('done');
          if (!this.#fireNext()) return resolve('idle');
        } catch (thrown) {
          return reject(thrown);
        }
        afterAllPromises(turn);
      };
      afterAllPromises(turn);
    });
  }

  #fireNext(): boolean {
    for (;;) {
      const timer = popTimer(this.#timers);
      if (timer === undefined) return false;
      if (timer.fire === undefined) continue;
      this.#now = timer.at;
      timer.fire();
      return true;
    }
  }
}

/**
 * Calls `next` when no promise has a callback waiting. Node runs ticks only between two drains of the whole queue of
 * promise callbacks: this costs a microsecond, where a `setImmediate` would cost a turn of the event loop.
 */
function afterAllPromises(next: () => void): void {
  queueMicrotask(() => process.nextTick(next));
}

function isSooner(a: Timer, b: Timer): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}

function pushTimer(heap: Timer[], timer: Timer): void {
  let place = heap.push(timer) - 1;
  while (place > 0) {
    const above = (place - 1) >> 1;
    const parent = heap[above] as Timer;
    if (!isSooner(timer, parent)) break;
    heap[place] = parent;
    place = above;
  }
  heap[place] = timer;
}

function popTimer(heap: Timer[]): Timer | undefined {
  const first = heap[0];
  const last = heap.pop();
  if (first === undefined || last === undefined || first === last) return first;
  let place = 0;
  for (;;) {
    const child = soonerChild(heap, place);
    if (child === undefined || !isSooner(heap[child] as Timer, last)) break;
    heap[place] = heap[child] as Timer;
    place = child;
  }
  heap[place] = last;
  return first;
}

function soonerChild(heap: readonly Timer[], place: number): number | undefined {
  const left = heap[2 * place + 1];
  const right = heap[2 * place + 2];
  if (left === undefined) return undefined;
  return right !== undefined && isSooner(right, left) ? 2 * place + 2 : 2 * place + 1;
}
