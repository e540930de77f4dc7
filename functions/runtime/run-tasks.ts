import { type ClaimedWork, mayStart } from './chunk-work.ts';
import type { TaskEnd } from './executor.ts';
import { blobLine, failureLine, isLarge, type OutcomeLine, valueLine } from './protocol/outcome.ts';
import { backoffMs, retryTransient } from './protocol/retry.ts';
import type { WorkerDependencies } from './worker-dependencies.ts';

/** A task that dies alone in a fresh thread so often is to blame for it. */
const LONELY_DEATHS = 2;

/**
 * Runs the open tasks of a chunk, at most k at once, until each has an outcome or no more may start. Tasks whose thread
 * died are run again one by one, each in a fresh thread with nothing beside it: so the guilty one is named, and its
 * neighbours live.
 */
export async function runTasks(work: ClaimedWork, dependencies: WorkerDependencies): Promise<void> {
  const { concurrency } = await dependencies.executor.describe();
  const waiting = [...work.state.open()];
  const suspects: number[] = [];
  const takeTurns = async () => {
    for (let task = waiting.shift(); task !== undefined; task = waiting.shift()) {
      if (!mayStart(work, dependencies)) return;
      if ((await runTask(task, work, dependencies)) === 'died') suspects.push(task);
    }
  };
  const lanes = Math.min(work.run.concurrency, concurrency, waiting.length);
  await allQuiet(Array.from({ length: lanes }, takeTurns), work);
  for (const task of suspects) await runAlone(task, work, dependencies);
}

/** Waits for all lanes, also when one of them fails: nothing may go on behind a delivery that has ended. */
async function allQuiet(lanes: readonly Promise<void>[], { interruption }: ClaimedWork): Promise<void> {
  for (const lane of lanes) lane.catch(() => interruption.interrupt('again'));
  const ends = await Promise.allSettled(lanes);
  const failed = ends.find(end => end.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}

async function runAlone(task: number, work: ClaimedWork, dependencies: WorkerDependencies): Promise<void> {
  for (let deaths = 0; deaths < LONELY_DEATHS; deaths++) {
    const isLast = deaths === LONELY_DEATHS - 1;
    if ((await runTask(task, work, dependencies, { alone: true, isLast })) !== 'died') return;
  }
}

/** Starts one task until it has an outcome. 'died': its thread did. 'open': no start may follow, or it was aborted. */
async function runTask(
  task: number,
  work: ClaimedWork,
  dependencies: WorkerDependencies,
  { alone, isLast }: { readonly alone: boolean; readonly isLast: boolean } = { alone: false, isLast: false },
): Promise<'settled' | 'died' | 'open'> {
  const { state, run, interruption } = work;
  const { clock, random } = dependencies;
  while (mayStart(work, dependencies)) {
    const end = await startTask(task, work, dependencies, alone);
    if (end.kind === 'aborted') return 'open';
    if (end.kind === 'died' && !isLast) return 'died';
    const failures = end.kind === 'error' ? state.fail(task) : 0;
    if (end.kind !== 'error' || !end.retry || failures >= run.tries) {
      await settle(outcomeOf(task, end, work), work, dependencies);
      return 'settled';
    }
    await clock.sleep(backoffMs(failures, random), interruption.signal);
  }
  return 'open';
}

function startTask(
  task: number,
  { state, message, run, invocation, interruption, inputs }: ClaimedWork,
  { executor, settings = {} }: WorkerDependencies,
  alone: boolean,
): Promise<TaskEnd> {
  return executor.run({
    task,
    input: inputs[task - message.first] ?? new Uint8Array(),
    run: run.run,
    taskId: `${run.run}/${task}`,
    attempt: state.start(task),
    settings,
    timeoutMs: run.taskTimeoutSeconds * 1000,
    deadline: invocation.deadline,
    signal: interruption.signal,
    alone,
  });
}

function outcomeOf(
  task: number,
  end: Exclude<TaskEnd, { readonly kind: 'aborted' }>,
  { state, run }: ClaimedWork,
): OutcomeLine {
  const starts = state.starts(task);
  switch (end.kind) {
    case 'value':
      return valueLine(task, end.value, starts);
    case 'error':
      return failureLine(task, end.error, starts);
    case 'timeout':
      return failureLine(task, timeoutFailure(run.taskTimeoutSeconds), starts);
    case 'died':
      return failureLine(task, { name: 'TaskCrashed', message: end.reason }, starts);
  }
}

function timeoutFailure(seconds: number): { name: string; message: string } {
  return { name: 'TaskTimeout', message: `did not end within ${seconds} s` };
}

/** A large outcome goes into an object of its own at once, so that a chunk of them does not fill the memory. */
async function settle(
  outcome: OutcomeLine,
  { state, keys, message, attempt, retry }: ClaimedWork,
  { store }: WorkerDependencies,
): Promise<void> {
  if (!isLarge(outcome)) return state.settle(outcome);
  const key = keys.blob(message.chunk, outcome.task, attempt.number);
  await retryTransient(() => store.put(key, outcome.line), retry);
  const { task, ok, attempts } = outcome;
  state.settle(blobLine({ task, ok, attempts, blob: key.slice(keys.prefix.length) }));
}
