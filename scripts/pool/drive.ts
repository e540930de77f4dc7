import { isTransient } from '../../functions/runtime/protocol/retry.ts';
import { CloudpoolError } from '../errors.ts';
import { type CollectOptions, collect, type RunSummary } from './collect/collect.ts';
import { DeadLetterDrain } from './dead/dead-letter-drain.ts';
import { detached } from './detached.ts';
import { RunFleets } from './fleet/run-fleets.ts';
import type { PoolFleets } from './fleet/worker-fleet.ts';
import type { OpenRun, RunPorts } from './ports.ts';
import { type LostRules, resendLost } from './submit/resend-lost.ts';
import { sendChunks } from './submit/send-chunks.ts';

export interface DriveOptions extends CollectOptions {
  /** The first chunk to send; the number of chunks when all were. */
  readonly from: number;
  /** Look after lost messages, by these rules. */
  readonly lost?: LostRules | undefined;
  readonly resend?: boolean | undefined;
  /** Finds the containers that work for the pool, to start some and look after them. */
  readonly findFleets?: (() => Promise<PoolFleets>) | undefined;
}

/**
 * Sends what is not sent, looks after the containers and collects, all at the same time, so that results stream while the
 * sending goes on. The end of the collecting ends the others: nothing is sent once all results are there. What fails in
 * them ends the collecting: nobody waits for what will never be sent, or worked on.
 */
export async function drive(ports: RunPorts, run: OpenRun, options: DriveOptions): Promise<RunSummary> {
  const halt = new AbortController();
  const inner: RunPorts = { ...ports, signal: AbortSignal.any([ports.signal, halt.signal]) };
  const stop = () => halt.abort();
  const dead = new DeadLetterDrain(inner, run.record.pool);
  const orStop = async <Answer>(work: Promise<Answer>): Promise<Answer> =>
    work.catch((error: unknown) => {
      stop();
      throw error;
    });
  const sending = orStop(tend(inner, run, { ...options, dead }));
  const keeping = orStop(keepFleets(inner, run, options));
  const collecting = collect(inner, run, { ...options, dead }).finally(stop);
  const [sent, kept, collected] = await Promise.allSettled([sending, keeping, collecting]);
  if (collected.status === 'fulfilled') return collected.value;
  if (sent.status === 'rejected') throw sent.reason;
  if (kept.status === 'rejected') throw kept.reason;
  if (!ports.signal.aborted || !isDetached(collected.reason)) throw collected.reason;
  ports.report({ type: 'detached', at: ports.clock.now(), run: run.record.run });
  throw detached(run.record.run, { upTo: sent.value, of: run.index.chunks });
}

async function keepFleets(ports: RunPorts, run: OpenRun, { findFleets }: DriveOptions): Promise<void> {
  if (findFleets !== undefined) await new RunFleets(ports, run, await findFleets()).keep();
}

/** Answers up to which chunk all messages are sent. */
async function tend(
  ports: RunPorts,
  run: OpenRun,
  { from, lost, resend, dead }: DriveOptions,
): Promise<number> {
  const { chunks } = run.index;
  const upTo = from < chunks ? await sendChunks(ports, run, from) : chunks;
  if (resend && upTo === chunks) await untilLeft(ports, () => resendLost(ports, run, { rules: lost, dead }));
  return upTo;
}

async function untilLeft({ signal }: RunPorts, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(signal.aborted && isTransient(error))) throw error;
  }
}

function isDetached(error: unknown): boolean {
  return error instanceof CloudpoolError && error.code === 'DETACHED';
}
