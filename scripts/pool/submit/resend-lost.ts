import { readAttempts } from '../../../functions/runtime/protocol/attempts.ts';
import { isPast } from '../../../functions/runtime/protocol/message.ts';
import type { QueueCounts } from '../../../functions/runtime/protocol/ports.ts';
import { ResultScan } from '../follow/result-scan.ts';
import { ask, type OpenRun, patience, type RunPorts } from '../ports.ts';
import { BATCH, sendBatch } from './send-chunks.ts';

/** When a message counts as lost. */
export interface LostRules {
  /** How long queue and dead letters must read empty: SQS's counts are late. Milliseconds. */
  readonly emptyForMs: number;
  readonly lookEveryMs: number;
}

const DEFAULT_RULES: LostRules = { emptyForMs: 120_000, lookEveryMs: 10_000 };

export interface ResendOptions {
  readonly rules?: LostRules | undefined;
  /** Knows which dead letters are nobody's chunk: they may lie there for two weeks. */
  readonly dead?: { readonly kept: number } | undefined;
}

/**
 * Sends the message of a chunk again when it must be lost: the queue and its dead letters have read empty for two
 * minutes, the chunk has no result, and its last claim is over. Never doubles running work. Goes on until the signal
 * aborts, the run's deadline passes, or every chunk has its result.
 */
export async function resendLost(
  ports: RunPorts,
  run: OpenRun,
  { rules = DEFAULT_RULES, dead }: ResendOptions = {},
): Promise<void> {
  const { emptyForMs, lookEveryMs } = rules;
  const { clock, signal } = ports;
  const scan = new ResultScan(ports, run);
  let emptySince: number | undefined;
  while (!signal.aborted && !isPast(run.record.until, clock.now())) {
    emptySince = (await isQuiet(ports, dead?.kept)) ? (emptySince ?? clock.now()) : undefined;
    if (emptySince !== undefined && clock.now() - emptySince >= emptyForMs) {
      await scan.look();
      if (scan.found === run.index.chunks) return;
      await resendOpen(ports, run, scan);
      emptySince = undefined;
    }
    await clock.sleep(lookEveryMs, signal);
  }
}

async function isQuiet(ports: RunPorts, kept = 0): Promise<boolean> {
  const queue = await ask(ports, () => ports.queue.counts());
  const dead = await ask(ports, () => ports.deadLetters.counts());
  return total(queue) + Math.max(0, total(dead) - kept) === 0;
}

function total({ visible, inFlight, delayed }: QueueCounts): number {
  return visible + inFlight + delayed;
}

async function resendOpen(ports: RunPorts, run: OpenRun, scan: ResultScan): Promise<void> {
  let resent = 0;
  let batch: number[] = [];
  const send = async () => {
    await sendBatch(ports, run, batch);
    resent += batch.length;
    batch = [];
  };
  for (const chunk of scan.open()) {
    if (ports.signal.aborted) return;
    if (await isAtWork(ports, run, chunk)) continue;
    batch.push(chunk);
    if (batch.length === BATCH) await send();
  }
  if (batch.length > 0) await send();
  if (resent > 0) ports.report({ type: 'notice', message: `${resent} messages were lost and sent again` });
}

/** True while somebody may still work on a chunk: its last claim neither gave back nor ended, by the store's clock. */
async function isAtWork(ports: RunPorts, { keys }: OpenRun, chunk: number): Promise<boolean> {
  const { last, ended, at } = await readAttempts(ports.store, keys, chunk, patience(ports));
  return last !== undefined && !ended && at <= last.ends;
}
