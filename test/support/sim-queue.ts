import {
  type Delivery,
  type OutgoingMessage,
  type QueueCounts,
  type SendFailure,
  StoreError,
} from '../../functions/runtime/protocol/ports.ts';
import { type Actor, chunkNameOf } from './sim-history.ts';
import type { SimWorld } from './sim-world.ts';

interface StoredMessage {
  readonly id: string;
  readonly body: string;
  readonly attributes: Readonly<Record<string, string>>;
  receiveCount: number;
  /** Nobody receives it before. */
  visibleAt: number;
  /** Of the latest receive. */
  receipt: string;
  /** The next receive is not counted. */
  uncounted: boolean;
}

const QUEUE: Actor = { name: 'queue', role: 'client', delivery: undefined };
/** How long a dead letter is hidden from whoever did not receive it. */
const DEAD_HIDDEN_MS = 60_000;

/** A message as its sender sees it. */
export interface InjectedMessage {
  readonly id: string;
  /** Takes it away again. */
  readonly remove: () => void;
}

export interface SimQueueOptions {
  /** Seconds that a received message stays hidden: 6 × the function's time-out. */
  readonly visibilitySeconds: number;
  /** The chunk whose messages are never accepted. */
  readonly refusedChunk?: number | undefined;
}

/** A standard SQS queue: at least once, in no order, with receipts that grow stale and counts that are guesses. */
export class SimQueue {
  readonly #world: SimWorld;
  readonly #options: SimQueueOptions;
  readonly #messages = new Map<string, StoredMessage>();
  readonly #dead = new Map<string, StoredMessage>();
  readonly #listeners: (() => void)[] = [];
  #ids = 0;
  #liesUntil = 0;

  constructor(world: SimWorld, options: SimQueueOptions) {
    this.#world = world;
    this.#options = options;
  }

  /** Calls `listener` whenever a message may have become visible. */
  onVisible(listener: () => void): void {
    this.#listeners.push(listener);
  }

  /** Puts a message there. */
  inject(body: string, attributes: Readonly<Record<string, string>>): InjectedMessage {
    const id = `m${++this.#ids}`;
    const visibleAt = this.#world.clock.now();
    this.#messages.set(id, {
      id,
      body,
      attributes,
      receiveCount: 0,
      visibleAt,
      receipt: '',
      uncounted: false,
    });
    const remove = () => {
      this.#messages.delete(id);
      this.#dead.delete(id);
    };
    // Nobody would send a loose task again.
    if (attributes.cloudpool !== undefined && this.#world.faults.hit('queue: loses a message')) {
      this.#world.clock.after(this.#world.random.skewed(0, 60_000), remove);
    }
    this.#announce();
    return { id, remove };
  }

  /** Messages of chunks and of loose tasks that nobody has deleted, dead letters among them. */
  left(): readonly string[] {
    const all = [...this.#messages.values(), ...this.#dead.values()];
    return all.filter(isWork).map(({ body }) => body);
  }

  /** Hands out a visible message and hides it; the first, or any of them. */
  receive(hiddenSeconds = this.#options.visibilitySeconds): Delivery | undefined {
    const visible = visibleOf(this.#messages, this.#world.clock.now());
    const message = this.#world.faults.hit('queue: out of order')
      ? visible[this.#world.random.integer(0, visible.length - 1)]
      : visible[0];
    if (message === undefined) return undefined;
    // A thousand throttled deliveries are not told one by one.
    if (this.#world.faults.hit('queue: gives a message up')) {
      this.#giveUp(message);
      return this.receive(hiddenSeconds);
    }
    if (!message.uncounted) message.receiveCount++;
    message.uncounted = false;
    message.receipt = `${message.id}/${this.#world.random.token()}`;
    this.#hide(message, hiddenSeconds);
    this.#maybeDeliverTwice(message);
    return deliveryOf(message);
  }

  /** Deletes a message. A stale receipt may or may not work, and nobody is told. */
  delete(delivery: Delivery): void {
    const message = this.#messages.get(delivery.messageId);
    if (message && this.#honours(message, delivery)) this.#messages.delete(message.id);
  }

  /** Up to ten of those that were given up, hidden from others for a while. */
  receiveDead(): Delivery[] {
    const now = this.#world.clock.now();
    return visibleOf(this.#dead, now)
      .slice(0, 10)
      .map(letter => {
        letter.visibleAt = now + DEAD_HIDDEN_MS;
        return deliveryOf(letter);
      });
  }

  #giveUp(message: StoredMessage): void {
    const { id, body } = message;
    this.#messages.delete(id);
    this.#dead.set(id, message);
    const chunk = chunkNameOf(body) ?? `${id}/0`;
    const at = this.#world.clock.now();
    this.#world.history.push({ type: 'given up', at, by: QUEUE, chunk, messageId: id });
    this.#world.trace?.(`the queue gives ${id} up: ${body}`);
  }

  deleteDead({ messageId }: Delivery): void {
    this.#dead.delete(messageId);
  }

  sendBatch(by: Actor, messages: readonly OutgoingMessage[]): SendFailure[] {
    return messages.flatMap(message => {
      const failure = this.#failure(message);
      if (failure) return [failure];
      const { body, attributes } = message;
      const at = this.#world.clock.now();
      const chunk = chunkNameOf(body) ?? '';
      this.#world.history.push({ type: 'sent', at, by, body, chunk });
      this.inject(body, attributes);
      if (this.#world.faults.hit('queue: holds a second message for the chunk'))
        this.inject(body, attributes);
      return [];
    });
  }

  #failure({ id, body }: OutgoingMessage): SendFailure | undefined {
    if (chunkNameOf(body)?.endsWith(`/${this.#options.refusedChunk}`)) {
      this.#world.faults.note('queue: Failed[] with sender fault');
      return { id, code: 'InvalidMessageContents', message: 'never', senderFault: true };
    }
    if (!this.#world.faults.hit('queue: Failed[] without sender fault')) return undefined;
    return { id, code: 'InternalError', message: 'try again', senderFault: false };
  }

  changeVisibility(delivery: Delivery, seconds: number): void {
    const message = this.#messages.get(delivery.messageId);
    const now = this.#world.clock.now();
    if (message === undefined || !this.#honours(message, delivery) || message.visibleAt <= now) {
      throw new StoreError('the receipt is no longer valid', { transient: false });
    }
    if (this.#world.faults.hit('queue: refuses a beat while the worker lives')) {
      throw new StoreError('the receipt is no longer valid (it is)', { transient: false });
    }
    this.#hide(message, seconds);
  }

  #honours(message: StoredMessage, { receiptHandle }: Delivery): boolean {
    return message.receipt === receiptHandle || this.#world.random.chance(0.3);
  }

  counts(): QueueCounts {
    return this.#counts(this.#messages);
  }

  deadCounts(): QueueCounts {
    return this.#counts(this.#dead);
  }

  #counts(messages: ReadonlyMap<string, StoredMessage>): QueueCounts {
    const now = this.#world.clock.now();
    const lies = now < this.#liesUntil || this.#world.faults.hit('queue: counts lie');
    if (lies && now >= this.#liesUntil) this.#liesUntil = now + this.#world.random.integer(30, 600) * 1000;
    if (lies) return { visible: 0, inFlight: 0, delayed: 0 };
    const visible = visibleOf(messages, now).length;
    return { visible, inFlight: messages.size - visible, delayed: 0 };
  }

  #maybeDeliverTwice(message: StoredMessage): void {
    const uncounted = this.#world.faults.hit('queue: delivers twice, same receive count');
    if (!uncounted && !this.#world.faults.hit('queue: delivers twice, higher receive count')) return;
    this.#world.clock.after(this.#world.random.skewed(0, 15_000), () => {
      message.uncounted = uncounted;
      message.visibleAt = this.#world.clock.now();
      this.#announce();
    });
  }

  #hide(message: StoredMessage, seconds: number): void {
    const until = this.#world.clock.now() + Math.round(seconds * 1000);
    message.visibleAt = until;
    this.#world.clock.after(until - this.#world.clock.now(), () => {
      if (message.visibleAt !== until || !this.#messages.has(message.id)) return;
      if (seconds > 1) this.#world.faults.note('queue: a lease expires');
      this.#announce();
    });
  }

  #announce(): void {
    for (const listener of this.#listeners) listener();
  }
}

function visibleOf(messages: ReadonlyMap<string, StoredMessage>, now: number): StoredMessage[] {
  return [...messages.values()].filter(({ visibleAt }) => visibleAt <= now);
}

function deliveryOf({ id, receipt, receiveCount, body, attributes }: StoredMessage): Delivery {
  return { messageId: id, receiptHandle: receipt, receiveCount, body, attributes };
}

function isWork({ body, attributes }: StoredMessage): boolean {
  return attributes.cloudpool === undefined || (chunkNameOf(body) !== undefined && !body.includes('..'));
}
