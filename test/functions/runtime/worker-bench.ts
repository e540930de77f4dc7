import type { Executor, TaskEnd, TaskOrder } from '../../../functions/runtime/executor.ts';
import { runKeys, runRecordKey } from '../../../functions/runtime/protocol/keys.ts';
import { encodeMessage } from '../../../functions/runtime/protocol/message.ts';
import { type Delivery, StoreError } from '../../../functions/runtime/protocol/ports.ts';
import { decodeResult, type Result } from '../../../functions/runtime/protocol/result.ts';
import { encodeRunRecord, type RunRecord } from '../../../functions/runtime/protocol/run-record.ts';
import { processDelivery } from '../../../functions/runtime/worker.ts';
import type { DeliveryEnd, WorkerDependencies } from '../../../functions/runtime/worker-dependencies.ts';
import { type MemoryStore, memoryStore } from '../../support/memory-store.ts';
import { SimClock } from '../../support/sim-clock.ts';

export const START = Date.parse('2026-11-21T20:00:00Z');
export const RUN = '20261121T195600-k3f9';
export const KEYS = runKeys({ pool: 'p', run: RUN, width: 1 });

/** How a fake task ends: at once, or after some virtual time. */
export type Behave = (order: TaskOrder, bench: Bench) => TaskEnd | Promise<TaskEnd>;

export interface BenchOptions {
  /** Input lines; one chunk holds them all. */
  readonly lines?: readonly string[];
  readonly behave?: Behave;
  readonly record?: Partial<RunRecord>;
  /** Milliseconds that the invocation lasts. */
  readonly lastsMs?: number;
  readonly concurrency?: number;
}

/** One worker with everything around it in memory, and time that stands still until it is let go. */
export interface Bench {
  readonly clock: SimClock;
  readonly store: MemoryStore;
  /** What was asked for each message: visibility time-outs in seconds. */
  readonly visibilities: number[];
  readonly orders: TaskOrder[];
  readonly logs: object[];
  readonly dependencies: WorkerDependencies;
  /** Makes the queue refuse every beat from now on. */
  loseLease(): void;
  deliver(change?: Partial<Delivery>, signal?: AbortSignal): Promise<DeliveryEnd>;
  result(): Result;
}

export function createBench(options: BenchOptions = {}): Bench {
  const { lines = ['1', '2', '3'], lastsMs = 120_000, concurrency = 2 } = options;
  const clock = new SimClock(START);
  const store = memoryStore(() => clock.now());
  const inputs = Buffer.from(lines.map(line => `${line}\n`).join(''));
  const visibilities: number[] = [];
  const logs: object[] = [];
  const orders: TaskOrder[] = [];
  let leased = true;
  let tokens = 0;
  const executor: Executor = {
    describe: async () => ({ kind: 'io', concurrency, timeoutSeconds: 10, tries: 3 }),
    run: async order => {
      orders.push(order);
      return (options.behave ?? echo)(order, bench);
    },
    quiet: async () => {},
  };
  const dependencies: WorkerDependencies = {
    store,
    clock,
    executor,
    queue: {
      changeVisibility: async (_, seconds) => {
        if (!leased) throw new StoreError('the receipt is no longer valid', { transient: false });
        visibilities.push(seconds);
      },
    },
    pool: 'p',
    identity: { worker: 'w', code: 'c' },
    newToken: () => `token-${++tokens}`,
    random: () => 0.5,
    log: entry => logs.push(entry),
  };
  const until = START / 1000 + 3_600;
  const message = { run: RUN, chunk: 0, first: 0, count: lines.length, from: 0, to: inputs.length, until };
  const bench: Bench = {
    clock,
    store,
    visibilities,
    orders,
    logs,
    dependencies,
    loseLease: () => {
      leased = false;
    },
    deliver: async (change = {}, signal) => {
      const delivery = {
        messageId: 'm',
        receiptHandle: 'h',
        receiveCount: 1,
        ...encodeMessage(message),
        ...change,
      };
      const invocation = { deadline: clock.now() + lastsMs, ...(signal === undefined ? {} : { signal }) };
      let end: DeliveryEnd | undefined;
      void processDelivery(delivery, invocation, dependencies).then(got => {
        end = got;
      });
      await clock.run(() => end !== undefined);
      if (end === undefined) throw new Error('the worker waits for nothing');
      return end;
    },
    result: () => decodeResult(Buffer.from(store.text(KEYS.result(0)))),
  };
  const record = encodeRunRecord({ ...runRecord(lines.length), until, ...options.record });
  void store.put(runRecordKey('p', RUN), record);
  void store.put(KEYS.inputs, inputs);
  return bench;
}

function runRecord(tasks: number): Omit<RunRecord, 'until'> {
  return {
    token: 't',
    run: RUN,
    pool: 'p',
    tasks,
    chunks: 1,
    width: 1,
    concurrency: 2,
    tries: 3,
    taskTimeoutSeconds: 10,
    leaseSeconds: 120,
    code: 'c',
    submitter: 'me',
    createdAt: START,
  };
}

/** The function that answers its input. */
export const echo: Behave = ({ input }) => ({ kind: 'value', value: Buffer.from(input).toString() });
