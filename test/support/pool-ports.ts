import type {
  Clock,
  Delivery,
  ObjectStore,
  OutgoingMessage,
  SendFailure,
  SendQueue,
} from '../../functions/runtime/protocol/ports.ts';
import type { DeadLetterQueue } from '../../scripts/aws/sqs.ts';
import type { RunEvent } from '../../scripts/pool/events.ts';
import type { RunPorts, Upload } from '../../scripts/pool/ports.ts';
import { type MemoryStore, memoryStore } from './memory-store.ts';

/** A clock that never waits: a sleep is over at once, and takes exactly its time. */
export interface LeapClock extends Clock {
  time: number;
  /** Called before each sleep: what the world does meanwhile. */
  meanwhile: (ms: number) => void | Promise<void>;
}

export function leapClock(start = Date.UTC(2026, 10, 21, 19, 56)): LeapClock {
  const clock: LeapClock = {
    time: start,
    meanwhile: () => undefined,
    now: () => clock.time,
    sleep: async ms => {
      await clock.meanwhile(ms);
      clock.time += ms;
      // Lets timers and other lanes have their turn.
      await new Promise(resolve => setImmediate(resolve));
    },
  };
  return clock;
}

/** A queue that keeps what was sent, and refuses what it is told to refuse. */
export interface FakeQueue extends SendQueue {
  readonly sent: OutgoingMessage[];
  calls: number;
  empty: boolean;
  /** Called per batch: which of its messages fail. May throw. */
  fault: (messages: readonly OutgoingMessage[], call: number) => readonly SendFailure[];
}

export function fakeQueue(): FakeQueue {
  const queue: FakeQueue = {
    sent: [],
    calls: 0,
    empty: true,
    fault: () => [],
    sendBatch: async messages => {
      queue.calls += 1;
      const failed = queue.fault(messages, queue.calls);
      const refused = new Set(failed.map(({ id }) => id));
      queue.sent.push(...messages.filter(({ id }) => !refused.has(id)));
      return failed;
    },
    counts: async () => ({ visible: queue.empty ? 0 : 1, inFlight: 0, delayed: 0 }),
  };
  return queue;
}

/** Messages that were given up. Whoever receives one hides it for a minute. */
export interface FakeDeadLetters extends DeadLetterQueue {
  readonly letters: Delivery[];
  /** Receives so far. */
  receives: number;
}

function fakeDeadLetters(now: () => number): FakeDeadLetters {
  const hiddenUntil = new Map<string, number>();
  const isVisible = ({ messageId }: Delivery) => now() >= (hiddenUntil.get(messageId) ?? 0);
  const queue: FakeDeadLetters = {
    letters: [],
    receives: 0,
    counts: async () => {
      const visible = queue.letters.filter(isVisible).length;
      return { visible, inFlight: queue.letters.length - visible, delayed: 0 };
    },
    receive: async () => {
      queue.receives += 1;
      const batch = queue.letters.filter(isVisible).slice(0, 10);
      for (const { messageId } of batch) hiddenUntil.set(messageId, now() + 60_000);
      return batch;
    },
    delete: async ({ messageId }) => {
      const at = queue.letters.findIndex(letter => letter.messageId === messageId);
      if (at >= 0) queue.letters.splice(at, 1);
    },
  };
  return queue;
}

/** Uploads by gathering everything first: for a store that knows no streams. */
export function uploadWhole(store: ObjectStore): Upload {
  return async (key, body) => {
    const parts: Uint8Array[] = [];
    for await (const part of body) parts.push(part);
    await store.put(key, Buffer.concat(parts));
  };
}

/** All ports of a client, in memory. */
export interface TestPorts extends RunPorts {
  readonly store: MemoryStore;
  readonly queue: FakeQueue;
  readonly deadLetters: FakeDeadLetters;
  readonly clock: LeapClock;
  readonly events: RunEvent[];
  readonly leave: AbortController;
}

export function testPorts(): TestPorts {
  const clock = leapClock();
  const store = memoryStore(clock.now);
  const events: RunEvent[] = [];
  const leave = new AbortController();
  let tokens = 0;
  return {
    clock,
    store,
    queue: fakeQueue(),
    deadLetters: fakeDeadLetters(clock.now),
    upload: uploadWhole(store),
    newToken: () => `token-${++tokens}`,
    random: () => 0.5,
    report: event => events.push(event),
    events,
    leave,
    signal: leave.signal,
  };
}
