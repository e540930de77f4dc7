import type { TaskEnd } from './executor.ts';
import type { DirectEvent } from './protocol/describe.ts';
import type { Json } from './protocol/json.ts';
import type { Outcome, TaskFailure } from './protocol/outcome.ts';
import type { WorkerDependencies } from './worker-dependencies.ts';

/** Reads an event that a client sent straight to the function. Throws `TypeError` for anything else. */
export function directEventOf(event: unknown): DirectEvent {
  const { cloudpool, input } = (event ?? {}) as { readonly cloudpool?: unknown; readonly input?: unknown };
  if (cloudpool === 'describe') return { cloudpool };
  if (cloudpool === 'invoke' && input !== undefined) return { cloudpool, input };
  throw new TypeError(
    'expected an event of the queue, {"cloudpool":"describe"} or {"cloudpool":"invoke","input":…}, ' +
      `got ${JSON.stringify(event)?.slice(0, 200)}`,
  );
}

/** Time to answer after a task's time-out. */
const ANSWER_MS = 1_000;

/** Runs one task once, without a run and without the ledger. Its outcome is the answer. */
export async function invokeOnce(
  input: unknown,
  { deadline, requestId }: { readonly deadline: number; readonly requestId: string },
  { executor, clock, settings = {} }: WorkerDependencies,
): Promise<Outcome> {
  const { timeoutSeconds } = await executor.describe();
  const end = await executor.run({
    task: 0,
    input: Buffer.from(JSON.stringify(input)),
    run: 'invoke',
    taskId: `invoke/${requestId}`,
    attempt: 1,
    settings,
    timeoutMs: Math.max(0, Math.min(timeoutSeconds * 1000, deadline - clock.now() - ANSWER_MS)),
    deadline,
    signal: new AbortController().signal,
    alone: false,
  });
  await executor.quiet();
  return end.kind === 'value'
    ? { task: 0, ok: true, value: JSON.parse(end.value) as Json, attempts: 1 }
    : { task: 0, ok: false, error: failureOfEnd(end, timeoutSeconds), attempts: 1 };
}

function failureOfEnd(
  end: Exclude<TaskEnd, { readonly kind: 'value' }>,
  timeoutSeconds: number,
): TaskFailure {
  switch (end.kind) {
    case 'error':
      return end.error;
    case 'timeout':
      return { name: 'TaskTimeout', message: `did not end within ${timeoutSeconds} s` };
    case 'aborted':
      return { name: 'Cancelled', message: 'was aborted' };
    case 'died':
      return { name: 'TaskCrashed', message: end.reason };
  }
}
