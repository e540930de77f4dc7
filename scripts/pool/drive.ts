import { isTransient } from '../../functions/runtime/protocol/retry.ts';
import { CloudpoolError } from '../errors.ts';
import { type CollectOptions, collect, type RunSummary } from './collect/collect.ts';
import { detached } from './detached.ts';
import type { OpenRun, RunPorts } from './ports.ts';
import { type LostRules, resendLost } from './submit/resend-lost.ts';
import { sendChunks } from './submit/send-chunks.ts';

export interface DriveOptions extends CollectOptions {
  /** The first chunk to send; the number of chunks when all were. */
  readonly from: number;
  /** Look after lost messages, by these rules. */
  readonly lost?: LostRules | undefined;
  readonly resend?: boolean | undefined;
}

/**
 * Sends what is not sent and collects at the same time, so that results stream while the sending goes on. The end of
 * either ends the other: nothing is sent once all results are there, and nobody waits for what will never be sent.
 */
export async function drive(ports: RunPorts, run: OpenRun, options: DriveOptions): Promise<RunSummary> {
  const halt = new AbortController();
  const inner: RunPorts = { ...ports, signal: AbortSignal.any([ports.signal, halt.signal]) };
  const stop = () => halt.abort();
  const sending = tend(inner, run, options).catch((error: unknown) => {
    stop();
    throw error;
  });
  const collecting = collect(inner, run, options).finally(stop);
  const [sent, collected] = await Promise.allSettled([sending, collecting]);
  if (collected.status === 'fulfilled') return collected.value;
  if (sent.status === 'rejected') throw sent.reason;
  if (!ports.signal.aborted || !isDetached(collected.reason)) throw collected.reason;
  ports.report({ type: 'detached', at: ports.clock.now(), run: run.record.run });
  throw detached(run.record.run, { upTo: sent.value, of: run.index.chunks });
}

/** Answers up to which chunk all messages are sent. */
async function tend(ports: RunPorts, run: OpenRun, { from, lost, resend }: DriveOptions): Promise<number> {
  const { chunks } = run.index;
  const upTo = from < chunks ? await sendChunks(ports, run, from) : chunks;
  if (resend && upTo === chunks) await untilLeft(ports, () => resendLost(ports, run, lost));
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
