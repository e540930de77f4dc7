import type { ChunkProgress } from './chunk-progress.ts';
import type { TaskEnd } from './executor.ts';
import type { Job } from './job.ts';
import { isPast } from './protocol/message.ts';
import {
  blobLine,
  failureLine,
  isLarge,
  type OutcomeLine,
  type TaskFailure,
  valueLine,
} from './protocol/outcome.ts';
import { backoffMs, retryTransient } from './protocol/retry.ts';

export interface TasksToRun {
  readonly job: Job;
  /** The claim under which they run. */
  readonly attempt: number;
  readonly progress: ChunkProgress;
  /** The input lines of the whole chunk, in task order. */
  readonly inputs: readonly Uint8Array[];
  /** At most so many in flight. */
  readonly concurrency: number;
  readonly halt: AbortSignal;
}

/** How often a task may take its thread down while nothing runs beside it. */
const DEATHS_ALONE = 2;

/**
 * Runs the open tasks of a chunk until each has its outcome, or no more may start: because of the deadline, `until`, or
 * `halt`. Tasks whose thread died under them are run again at the end, one by one, each in a fresh thread.
 */
export async function runTasks(what: TasksToRun): Promise<void> {
  const broken = new AbortController();
  const round: Round = { ...what, signal: AbortSignal.any([what.halt, broken.signal]), suspects: [] };
  const waiting = [...what.progress.open].values();
  const lane = async () => {
    try {
      for (const task of waiting) await runToEnd(round, task, false);
    } catch (error) {
      broken.abort();
      throw error;
    }
  };
  // A lane that fails stops the others, and all are waited for: nothing may run on unseen.
  const ends = await Promise.allSettled(Array.from({ length: what.concurrency }, lane));
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
  for (const task of round.suspects) await runToEnd(round, task, true);
}

interface Round extends TasksToRun {
  readonly signal: AbortSignal;
  /** Tasks that ran on a thread when it died. */
  readonly suspects: number[];
}

/** Starts one task until it has an outcome, must be left open, or is a suspect. */
async function runToEnd(round: Round, task: number, alone: boolean): Promise<void> {
  const { progress } = round;
  let deaths = 0;
  while (mayStart(round, 0)) {
    const end = await startTask(round, task, alone);
    if (end.kind === 'aborted') return;
    if (end.kind === 'died') {
      if (!alone) return void round.suspects.push(task);
      if (++deaths === DEATHS_ALONE) return progress.fail(crashed(end.reason), [task]);
    } else if (end.kind === 'error' && (await triesAgain(round, task, end.retry))) {
      // Another start.
    } else if (end.kind === 'error' && end.retry && progress.failed(task) < round.job.record.tries) {
      return;
    } else {
      return progress.gain(await lineOf(round, task, end));
    }
  }
}

/** Notes a failed start and waits before the next. False: there is no next one in this attempt. */
async function triesAgain(round: Round, task: number, retry: boolean): Promise<boolean> {
  const { job, progress, signal } = round;
  progress.noteFailure(task);
  const failures = progress.failed(task);
  if (!retry || failures >= job.record.tries) return false;
  const wait = backoffMs(failures, job.deps.random, { baseMs: 250, capMs: 20_000 });
  if (!mayStart(round, wait)) return false;
  await job.deps.clock.sleep(wait, signal);
  return true;
}

/** Tells whether a task may start in `waitMs`: it must be able to use its whole time-out. */
function mayStart({ job, signal }: Round, waitMs: number): boolean {
  const { record, deps, invocation, marginMs } = job;
  const at = deps.clock.now() + waitMs;
  if (signal.aborted || isPast(record.until, at)) return false;
  return invocation.deadline - at >= record.taskTimeoutSeconds * 1000 + marginMs;
}

function startTask(round: Round, task: number, alone: boolean): Promise<TaskEnd> {
  const { job, progress, inputs, signal } = round;
  const { deps, invocation, message, record } = job;
  progress.noteStart(task);
  return deps.executor.run({
    task,
    input: inputs[task - message.first] as Uint8Array,
    run: message.run,
    taskId: `${message.run}/${task}`,
    attempt: progress.started(task),
    settings: deps.settings ?? {},
    timeoutMs: record.taskTimeoutSeconds * 1000,
    deadline: invocation.deadline,
    signal,
    alone,
  });
}

type Settled = Extract<TaskEnd, { readonly kind: 'value' | 'error' | 'timeout' }>;

async function lineOf(round: Round, task: number, end: Settled): Promise<OutcomeLine> {
  const { job, attempt, progress } = round;
  const starts = progress.started(task);
  const line =
    end.kind === 'value'
      ? valueLine(task, end.value, starts)
      : failureLine(task, end.kind === 'error' ? end.error : timedOut(job), starts);
  if (!isLarge(line)) return line;
  const key = job.keys.blob(job.message.chunk, task, attempt);
  await retryTransient(() => job.deps.store.put(key, line.line), job.retry);
  return blobLine({ ...line, blob: key.slice(job.keys.prefix.length) });
}

function timedOut({ record }: Job): TaskFailure {
  return { name: 'TaskTimeout', message: `did not end within ${record.taskTimeoutSeconds} s` };
}

function crashed(reason: string): TaskFailure {
  return { name: 'TaskCrashed', message: `took its thread down twice while it ran alone: ${reason}` };
}
