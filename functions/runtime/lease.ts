import type { Job } from './job.ts';
import { isTransient } from './protocol/retry.ts';

/** Why work on a chunk ends early: the lease is gone, the run was stopped, or the process is asked to end. */
export type HaltReason = 'lease' | 'stopped' | 'signal';

/** A chunk's message, kept invisible while this worker lives. */
export interface Lease {
  /** Aborts when work must end early; its reason is a `HaltReason`. */
  readonly halt: AbortSignal;
  /** Stops beating. Resolves when nothing of it runs any more. */
  end(): Promise<void>;
}

/** SQS ends an invisibility after 12 h; a worker gives back one hour before. */
const LONGEST_LEASE_MS = 11 * 3_600_000;

/**
 * Takes the lease and beats every quarter of it, looking for `stop` at every beat. `undefined`: the lease is gone already,
 * somebody else has the message.
 */
export async function takeLease(job: Job): Promise<Lease | undefined> {
  const halt = new AbortController();
  if ((await extend(job, halt.signal)) === 'gone') return undefined;
  const ended = new AbortController();
  const onSignal = () => halt.abort('signal' satisfies HaltReason);
  const { signal } = job.invocation;
  signal?.addEventListener('abort', onSignal, { once: true });
  if (signal?.aborted) onSignal();
  const beating = beat(job, halt, ended.signal);
  return {
    halt: halt.signal,
    end: async () => {
      ended.abort();
      signal?.removeEventListener('abort', onSignal);
      await beating;
    },
  };
}

/** Why `halt` aborted; `undefined`: it has not. */
export function haltReason(halt: AbortSignal): HaltReason | undefined {
  return halt.aborted ? (halt.reason as HaltReason) : undefined;
}

async function beat(job: Job, halt: AbortController, ended: AbortSignal): Promise<void> {
  const { clock } = job.deps;
  const interval = (job.record.leaseSeconds * 1000) / 4;
  for (;;) {
    await clock.sleep(interval, ended);
    if (ended.aborted || halt.signal.aborted) return;
    const reason = await whyHalt(job, ended);
    if (ended.aborted) return;
    if (reason !== undefined) halt.abort(reason);
  }
}

async function whyHalt(job: Job, ended: AbortSignal): Promise<HaltReason | undefined> {
  if (job.deps.clock.now() - job.startedAt > LONGEST_LEASE_MS) return 'lease';
  if ((await extend(job, ended)) === 'gone') return 'lease';
  try {
    return (await job.source.isStopped({ ...job.retry, signal: ended })) ? 'stopped' : undefined;
  } catch (error) {
    job.deps.log({ event: 'stop-unknown', run: job.message.run, error: String(error) });
    return undefined;
  }
}

/** Waits between failed tries: a fraction of the beat, so that a short outage costs no lease. */
async function extend(
  { deps, delivery, message, record, invocation }: Job,
  ended: AbortSignal,
): Promise<'held' | 'gone'> {
  const { queue, clock } = deps;
  for (;;) {
    try {
      await queue.changeVisibility(delivery, record.leaseSeconds);
      return 'held';
    } catch (error) {
      if (!isTransient(error)) {
        // Somebody else has it; or the grant is missing, and then this is the only trace.
        deps.log({ event: 'lease-gone', run: message.run, chunk: message.chunk, error: String(error) });
        return 'gone';
      }
      if (ended.aborted || clock.now() > invocation.deadline) return 'held';
      await clock.sleep((record.leaseSeconds * 1000) / 16, ended);
    }
  }
}
