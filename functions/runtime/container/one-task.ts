import { looseKeys } from '../protocol/keys.ts';
import { isBlob } from '../protocol/outcome.ts';
import type { Delivery } from '../protocol/ports.ts';
import { decodeResult } from '../protocol/result.ts';
import { retryTransient } from '../protocol/retry.ts';
import { processLooseTask } from '../worker.ts';
import type { WorkerDependencies } from '../worker-dependencies.ts';
import type { GivenTask } from './given-task.ts';
import { LONGEST_DELIVERY_MS } from './poller.ts';

export interface OneTaskOptions {
  readonly task: GivenTask;
  /** The queue is not asked: nobody sent a message. */
  readonly dependencies: Omit<WorkerDependencies, 'queue'>;
  /** Aborts when the container is asked to leave: nothing more is begun, nobody is waited for. */
  readonly drain: AbortSignal;
  /** Aborts when what is being worked on must be given back. */
  readonly halt: AbortSignal;
}

/** How the task ended, whoever worked on it. `given-back`: it has no outcome yet. */
export type OneTaskEnd = 'ok' | 'error' | 'given-back';

/** How long to wait for another container's outcome before the next look: at first 2 s, then longer, at most so long. */
const LONGEST_PAUSE_SECONDS = 15;
/** Loading, writing the result, and the pauses between tries. */
const BESIDE_THE_TASK_MS = 120_000;

/**
 * Does one task that no message names, by the rules of a loose task: the claim is the ledger's, so of two containers that
 * were started for it one works, and the other waits for its outcome. What takes the place of the queue is held here: a
 * delivery that is given back comes again. Rejects when the ledger cannot be asked or the code cannot be loaded.
 */
export async function runOneTask({ task, dependencies, drain, halt }: OneTaskOptions): Promise<OneTaskEnd> {
  const { clock, executor, log, newToken, pool } = dependencies;
  const { kind, timeoutSeconds } = await executor.describe();
  log({ event: 'started', pool, task: task.id, kind });
  const lastsMs = Math.min(LONGEST_DELIVERY_MS, 2 * timeoutSeconds * 1000 + BESIDE_THE_TASK_MS);
  let shown = 0;
  const queue = {
    changeVisibility: async (_: Delivery, seconds: number) => {
      shown = seconds;
    },
  };
  // A name of its own: what another container began is not this one's to take over before its time.
  const message = { messageId: newToken(), receiptHandle: task.id, body: task.input, attributes: {} };
  const deliver = (receiveCount: number) =>
    processLooseTask(
      { ...message, receiveCount },
      { id: task.id, problem: undefined },
      { deadline: clock.now() + lastsMs, signal: halt },
      { ...dependencies, queue },
    );
  for (let receiveCount = 1; !drain.aborted; receiveCount++) {
    if ((await deliver(receiveCount)) === 'acknowledge') return readEnd(task, dependencies);
    if (drain.aborted) break;
    const seconds = Math.min(shown, 2 ** receiveCount, LONGEST_PAUSE_SECONDS);
    log({ event: 'waiting', task: task.id, seconds });
    await clock.sleep(seconds * 1000, drain);
  }
  return 'given-back';
}

async function readEnd(
  { id }: GivenTask,
  { store, pool, clock, random, log }: OneTaskOptions['dependencies'],
): Promise<OneTaskEnd> {
  const key = looseKeys({ pool, id }).result(0);
  const retry = { clock, random, giveUpAt: clock.now() + BESIDE_THE_TASK_MS };
  const bytes = await retryTransient(() => store.get(key), retry);
  if (bytes === undefined) throw new Error(`the result ${key} is gone`);
  const [outcome] = decodeResult(bytes).outcomes;
  if (outcome?.ok) return 'ok';
  log({ event: 'task-failed', task: id, error: outcome === undefined || isBlob(outcome) ? key : outcome });
  return 'error';
}
