import type { Clock, Delivery } from '../protocol/ports.ts';
import { backoffMs, isTransient, retryTransient } from '../protocol/retry.ts';
import type { DeliveryEnd, Invocation } from '../worker-dependencies.ts';

/** The queue as a long-lived worker sees it. Both throw `StoreError`. */
export interface ReceiveQueue {
  /** Takes up to `most` messages; waits `waitSeconds` for the first one. */
  receive(request: { readonly most: number; readonly waitSeconds: number }): Promise<readonly Delivery[]>;
  delete(delivery: Delivery): Promise<void>;
  /** Shows it to others at once: nobody has begun to work on it. */
  putBack(delivery: Delivery): Promise<void>;
}

/** A place for one delivery at a time, with threads of its own. Must not reject. */
export type Slot = (delivery: Delivery, invocation: Invocation) => Promise<DeliveryEnd>;

export interface PollerOptions {
  readonly queue: ReceiveQueue;
  /** At least one. */
  readonly slots: readonly Slot[];
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: (entry: object) => void;
  /** No message is taken after it; what is being worked on goes on. */
  readonly drain: AbortSignal;
  /** What is being worked on is given back. */
  readonly halt: AbortSignal;
  /** Leaves after so long without a message. Default: never. */
  readonly idleMs?: number | undefined;
  /** Told when the first slot begins to work, and when the last one has ended. */
  readonly onBusy?: (busy: boolean) => void;
}

export interface PollerEnd {
  readonly reason: 'idle' | 'drained';
  /** Messages that were acknowledged. */
  readonly acknowledged: number;
}

/**
 * Not SQS's 20: a poll that is cut off may take a message with it, so a worker that shall leave waits for its end.
 * Twelve requests a minute are 20 cents a month.
 */
const LONGEST_WAIT_SECONDS = 5;
/** SQS hands out no more in one answer. */
const MOST_MESSAGES = 10;
/** Without it the message comes back, and whoever gets it finds the result. */
const PATIENCE_WITH_DELETE_MS = 30_000;

/** How long SQS may hide a message in all is 12 h, and a lease ends after 11: by then the attempt has surely ended. */
export const LONGEST_DELIVERY_MS = 11 * 3_600_000 + 15 * 60_000;

/**
 * Takes messages while a slot is free, and leaves when it is asked to drain or has been idle for long enough. Rejects when
 * the queue refuses it for good, after the slots have ended what they had begun.
 */
export async function pollQueue(options: PollerOptions): Promise<PollerEnd> {
  const { clock, drain, idleMs = Number.POSITIVE_INFINITY } = options;
  const work = new Work(options);
  try {
    while (!drain.aborted) {
      const most = Math.min(await work.freeSlots(), MOST_MESSAGES);
      const left = work.busy ? idleMs : work.idleSince + idleMs - clock.now();
      if (left <= 0) return { reason: 'idle', acknowledged: work.acknowledged };
      const waitSeconds = Math.min(LONGEST_WAIT_SECONDS, Math.ceil(left / 1000));
      for (const delivery of await receive(options, { most, waitSeconds })) {
        if (drain.aborted) await putBack(options, delivery);
        else work.begin(delivery);
      }
    }
  } finally {
    await work.end();
  }
  return { reason: 'drained', acknowledged: work.acknowledged };
}

async function receive(
  { queue, clock, random, log, drain }: PollerOptions,
  request: Parameters<ReceiveQueue['receive']>[0],
): Promise<readonly Delivery[]> {
  for (let failures = 1; !drain.aborted; failures++) {
    try {
      return await queue.receive(request);
    } catch (error) {
      if (!isTransient(error)) throw error;
      log({ event: 'receive-failed', failures, error: String(error) });
      await clock.sleep(backoffMs(failures, random, { baseMs: 500, capMs: 30_000 }), drain);
    }
  }
  return [];
}

/** It came when the worker was already asked to leave. If it cannot be put back, it comes back by itself. */
async function putBack({ queue, log }: PollerOptions, delivery: Delivery): Promise<void> {
  try {
    await queue.putBack(delivery);
  } catch (error) {
    log({ event: 'visibility-kept', messageId: delivery.messageId, error: String(error) });
  }
}

/** What the slots are doing. */
class Work {
  readonly #options: PollerOptions;
  readonly #free: Slot[];
  readonly #running = new Set<Promise<void>>();
  acknowledged = 0;
  /** Milliseconds since the epoch. */
  idleSince: number;

  constructor(options: PollerOptions) {
    this.#options = options;
    this.#free = [...options.slots];
    this.idleSince = options.clock.now();
  }

  get busy(): boolean {
    return this.#running.size > 0;
  }

  /** Resolves when at least one is free. */
  async freeSlots(): Promise<number> {
    while (this.#free.length === 0) await Promise.race(this.#running);
    return this.#free.length;
  }

  begin(delivery: Delivery): void {
    const slot = this.#free.pop();
    if (slot === undefined) throw new RangeError('more messages than free slots');
    if (!this.busy) this.#options.onBusy?.(true);
    const running = this.#work(slot, delivery).finally(() => {
      this.#running.delete(running);
      this.#free.push(slot);
      this.idleSince = this.#options.clock.now();
      if (!this.busy) this.#options.onBusy?.(false);
    });
    this.#running.add(running);
  }

  async end(): Promise<void> {
    await Promise.all(this.#running);
  }

  async #work(slot: Slot, delivery: Delivery): Promise<void> {
    const { clock, halt: signal, log } = this.#options;
    const deadline = clock.now() + LONGEST_DELIVERY_MS;
    try {
      // What is not acknowledged stays: its visibility says when it comes back.
      if ((await slot(delivery, { deadline, signal })) === 'acknowledge') await this.#acknowledge(delivery);
    } catch (error) {
      log({ event: 'not-acknowledged', messageId: delivery.messageId, error: String(error) });
    }
  }

  async #acknowledge(delivery: Delivery): Promise<void> {
    const { queue, clock, random } = this.#options;
    const giveUpAt = clock.now() + PATIENCE_WITH_DELETE_MS;
    await retryTransient(() => queue.delete(delivery), { clock, random, giveUpAt });
    this.acknowledged += 1;
  }
}
