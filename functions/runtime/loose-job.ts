import { beginJob, type Job, type JobRules } from './job.ts';
import type { TaskDescription } from './protocol/describe.ts';
import { looseKeys } from './protocol/keys.ts';
import type { LooseMessage } from './protocol/loose.ts';
import type { Delivery } from './protocol/ports.ts';
import { DEFAULT_LEASE_SECONDS } from './protocol/run-record.ts';
import type { Invocation, WorkerDependencies } from './worker-dependencies.ts';

/** Gathers the job of a loose task: its input is in the message, and nobody can stop it, because it has no run. */
export async function openLooseJob(
  delivery: Delivery,
  { id = delivery.messageId, problem }: LooseMessage,
  invocation: Invocation,
  deps: WorkerDependencies,
): Promise<Job> {
  const inputs =
    problem === undefined
      ? [Buffer.from(delivery.body)]
      : { failure: { name: 'InputCorrupt', message: problem } };
  return {
    ...beginJob(delivery, invocation, deps),
    message: { run: id, chunk: 0, first: 0, count: 1 },
    record: await readRules(deps),
    keys: looseKeys({ pool: deps.pool, id }),
    source: { readInputs: async () => inputs, isStopped: async () => false },
  };
}

/** The function's own. Code that cannot be loaded fails the task later, by name. */
async function readRules({ executor }: WorkerDependencies): Promise<JobRules> {
  const known: Partial<TaskDescription> = await executor.describe().catch(() => ({}));
  const { tries = 1, timeoutSeconds = 0 } = known;
  return {
    concurrency: 1,
    tries,
    taskTimeoutSeconds: timeoutSeconds,
    leaseSeconds: DEFAULT_LEASE_SECONDS,
    // Nobody asked for an end: the losses are bounded, and the queue forgets the message after 4 days.
    until: Number.POSITIVE_INFINITY,
  };
}
