import { putOnce } from '../../../functions/runtime/protocol/conditional-put.ts';
import { encodeMessage, isPast } from '../../../functions/runtime/protocol/message.ts';
import type { OutgoingMessage, SendFailure } from '../../../functions/runtime/protocol/ports.ts';
import { backoffMs, isTransient } from '../../../functions/runtime/protocol/retry.ts';
import { encodeSentRecord, encodeStopRecord } from '../../../functions/runtime/protocol/run-record.ts';
import { CloudpoolError } from '../../errors.ts';
import { ask, type OpenRun, patience, type RunPorts } from '../ports.ts';

/** Messages per SendMessageBatch: SQS's maximum. */
export const BATCH = 10;
const IN_FLIGHT = 50;
const NOTE_EVERY = 1_000;

/**
 * Sends the messages of all chunks from `from` on, in chunk order. Answers up to which chunk every message was accepted:
 * less than all only when the user left or the run's deadline passed. Throws `MESSAGE_REFUSED` when SQS will never accept one.
 */
export async function sendChunks(ports: RunPorts, run: OpenRun, from = 0): Promise<number> {
  const { chunks } = run.index;
  const progress = createSendProgress(ports, run, from);
  let next = from;
  let failed = false;
  const lane = async () => {
    while (next < chunks && !failed && !ports.signal.aborted) {
      const first = next;
      next = Math.min(chunks, first + BATCH);
      if (!(await sendBatch(ports, run, range(first, next)))) return;
      await progress.accepted(first, next);
    }
  };
  const lanes = Array.from({ length: IN_FLIGHT }, () =>
    lane().catch((error: unknown) => {
      failed = true;
      throw error;
    }),
  );
  const ends = await Promise.allSettled(lanes);
  ends.push(...(await Promise.allSettled([progress.note()])));
  for (const end of ends) if (end.status === 'rejected') throwUnlessLeft(ports, end.reason);
  return progress.upTo();
}

/** What did not answer while the user left is no failure: `resume` sends it again. */
function throwUnlessLeft({ signal }: RunPorts, reason: unknown): void {
  if (!(signal.aborted && isTransient(reason))) throw reason;
}

/**
 * Sends up to ten messages until all of them are accepted. False: before that the user left, or the run's deadline
 * passed, after which nothing is sent.
 */
export async function sendBatch(ports: RunPorts, run: OpenRun, chunks: readonly number[]): Promise<boolean> {
  let open = chunks.map(chunk => messageFor(run, chunk));
  for (let failures = 1; open.length > 0; failures += 1) {
    const batch = open;
    const refused = await ask(ports, async () =>
      isPast(run.record.until, ports.clock.now()) ? undefined : ports.queue.sendBatch(batch),
    );
    if (refused === undefined) return false;
    await stopIfHopeless(ports, run, refused);
    const ids = new Set(refused.map(({ id }) => id));
    open = batch.filter(({ id }) => ids.has(id));
    if (open.length === 0) break;
    if (ports.signal.aborted) return false;
    await ports.clock.sleep(backoffMs(failures, ports.random), ports.signal);
  }
  return true;
}

function messageFor({ record, index }: OpenRun, chunk: number): OutgoingMessage {
  const { first, count, from, to } = index.place(chunk);
  const message = { run: record.run, chunk, first, count, from, to, until: record.until };
  return { id: `${chunk}`, group: record.run, ...encodeMessage(message) };
}

async function stopIfHopeless(ports: RunPorts, { record, keys }: OpenRun, refused: readonly SendFailure[]) {
  const hopeless = refused.find(({ senderFault }) => senderFault);
  if (!hopeless) return;
  const token = ports.newToken();
  const body = encodeStopRecord({ token, reason: 'failures', at: ports.clock.now() });
  await putOnce(ports.store, { key: keys.stop, body, token }, patience(ports));
  throw new CloudpoolError(
    `SQS refused the message of chunk ${hopeless.id}: ${hopeless.code}: ${hopeless.message}`,
    { code: 'MESSAGE_REFUSED', hint: `Run ${record.run} was stopped: no task of it starts any more.` },
  );
}

interface SendProgress {
  /** Every chunk below it was accepted. */
  upTo(): number;
  accepted(from: number, to: number): Promise<void>;
  /** Writes sent.json. */
  note(): Promise<void>;
}

function createSendProgress(ports: RunPorts, { record, keys, index }: OpenRun, from: number): SendProgress {
  const ahead = new Map<number, number>();
  let upTo = from;
  let noted = from;
  const note = async () => {
    noted = upTo;
    const at = ports.clock.now();
    await ask(ports, () => ports.store.put(keys.sent, encodeSentRecord({ upTo: noted, at })));
    ports.report({ type: 'sent', at, chunks: noted, of: index.chunks });
    if (noted === index.chunks) ports.report({ type: 'safe-to-leave', at, run: record.run });
  };
  return {
    upTo: () => upTo,
    note,
    accepted: async (first, end) => {
      ahead.set(first, end);
      for (let to = ahead.get(upTo); to !== undefined; to = ahead.get(upTo)) {
        ahead.delete(upTo);
        upTo = to;
      }
      if (upTo - noted >= NOTE_EVERY && upTo < index.chunks) await note();
    },
  };
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, at) => from + at);
}
