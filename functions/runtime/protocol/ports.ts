/**
 * What worker and client need from the outside world. The real ones speak to S3, SQS and the system clock; the
 * simulation replaces exactly these, and nothing else.
 */

/** Time, in milliseconds since the epoch. */
export interface Clock {
  now(): number;
  /** Resolves after `ms`, or at once (without throwing) when `signal` aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (ms, signal) =>
    new Promise(resolve => {
      if (signal?.aborted) return resolve();
      const end = () => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', end);
        resolve();
      };
      const timer = setTimeout(end, ms);
      signal?.addEventListener('abort', end, { once: true });
    }),
};

/** A half-open range of bytes, `[from, to)`. */
export interface ByteRange {
  readonly from: number;
  readonly to: number;
}

export interface ListedObject {
  readonly key: string;
  readonly size: number;
  /** Milliseconds since the epoch, by the store's clock. */
  readonly modified: number;
}

export interface ListPage {
  /** In key order, at most 1,000. */
  readonly objects: readonly ListedObject[];
  readonly more: boolean;
  /** The store's own clock when it answered, milliseconds since the epoch. */
  readonly at: number;
}

/**
 * The ledger: S3 as both sides see it. Strongly consistent. Every method throws `StoreError` when the store could not
 * be asked; absence is an answer, not an error.
 */
export interface ObjectStore {
  /** The object's bytes, `undefined` when there is none. */
  get(key: string, range?: ByteRange): Promise<Uint8Array | undefined>;
  /** Overwrites. */
  put(key: string, body: Uint8Array | string): Promise<void>;
  /** Writes only where nothing is (`If-None-Match: *`). */
  putIfAbsent(key: string, body: Uint8Array | string): Promise<'created' | 'exists'>;
  list(
    prefix: string,
    options?: { readonly startAfter?: string; readonly limit?: number },
  ): Promise<ListPage>;
}

/** Why the store or the queue could not be asked: `transient` is worth another try (5xx, 409, throttled, network). */
export class StoreError extends Error {
  override readonly name = 'StoreError';
  readonly transient: boolean;

  constructor(message: string, options: { readonly transient: boolean; readonly cause?: unknown }) {
    super(message, { cause: options.cause });
    this.transient = options.transient;
  }
}

/** One receive of one message. */
export interface Delivery {
  readonly messageId: string;
  readonly receiptHandle: string;
  /** SQS's ApproximateReceiveCount, from 1. */
  readonly receiveCount: number;
  readonly body: string;
  /** String message attributes by name. */
  readonly attributes: Readonly<Record<string, string>>;
}

/** The queue as a worker sees it. Throws `StoreError`; `transient: false` = the lease is gone (receipt no longer valid). */
export interface LeaseQueue {
  /** Seconds from now, 0 to 43,200. */
  changeVisibility(delivery: Delivery, seconds: number): Promise<void>;
}

export interface OutgoingMessage {
  /** Unique within one batch; handed back in `SendFailure.id`. */
  readonly id: string;
  readonly body: string;
  readonly group: string;
  readonly attributes: Readonly<Record<string, string>>;
}

export interface SendFailure {
  readonly id: string;
  readonly code: string;
  readonly message: string;
  /** True: this message will never be accepted. */
  readonly senderFault: boolean;
}

export interface QueueCounts {
  readonly visible: number;
  readonly inFlight: number;
  readonly delayed: number;
}

/** The queue as the client sees it. Throws `StoreError` when the whole call failed. */
export interface SendQueue {
  /** At most 10 messages, at most 1 MiB together. Answers SQS's `Failed[]`. */
  sendBatch(messages: readonly OutgoingMessage[]): Promise<readonly SendFailure[]>;
  counts(): Promise<QueueCounts>;
}
