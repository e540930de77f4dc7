import type { Clock } from '../../../functions/runtime/protocol/ports.ts';
import { isTransient } from '../../aws/aws-error.ts';
import type { LogLine, LogPlace, LogsGateway } from '../../aws/logs.ts';
import { asError } from '../../errors.ts';

/** The log of one container. */
export interface ContainerLog {
  /** Takes a line. Resolves late when more lines wait than one call may send. */
  write(line: string): Promise<void>;
  /** Resolves when everything is sent, or is given up. */
  end(): Promise<void>;
}

/** Lines wait so long for others. */
const BATCH_MS = 500;
/** CloudWatch Logs takes 10,000 lines and 1 MiB in one call, with 26 bytes more for each. */
const MOST_LINES = 2_000;
const MOST_BYTES = 512 * 1024;
const LINE_OVERHEAD = 26;
/** A longer line becomes several. */
const LONGEST_LINE = 64 * 1024;
const TRIES = 6;
const FIRST_PAUSE_MS = 250;

/** Opens a log stream: throws an `AwsError` where that is not granted. What is lost later is told to `onLoss`. */
export async function openContainerLog(
  place: LogPlace,
  {
    logs,
    clock,
    onLoss,
  }: {
    readonly logs: LogsGateway;
    readonly clock: Clock;
    readonly onLoss: (lines: number, why: string) => void;
  },
): Promise<ContainerLog> {
  await logs.createStream(place);
  let waiting: LogLine[] = [];
  let bytes = 0;
  let sending: Promise<void> = Promise.resolve();
  let pause: Promise<void> | undefined;
  const over = new AbortController();
  const send = (): Promise<void> => {
    sending = sending.then(async () => {
      const batch = waiting;
      waiting = [];
      bytes = 0;
      if (batch.length > 0) await deliver(batch);
    });
    return sending;
  };
  const deliver = async (batch: readonly LogLine[]) => {
    try {
      await persistently(() => logs.put(place, batch), clock);
    } catch (error) {
      onLoss(batch.length, asError(error).message);
    }
  };
  const sendSoon = async () => {
    await clock.sleep(BATCH_MS, over.signal);
    pause = undefined;
    await send();
  };
  return {
    write: async line => {
      for (const message of pieces(line)) {
        waiting.push({ timestamp: clock.now(), message });
        bytes += Buffer.byteLength(message) + LINE_OVERHEAD;
        if (waiting.length >= MOST_LINES || bytes >= MOST_BYTES) await send();
      }
      pause ??= sendSoon();
    },
    end: async () => {
      over.abort();
      await pause;
      await send();
    },
  };
}

/** An empty line is none: the service refuses it. */
function pieces(line: string): readonly string[] {
  return Array.from({ length: Math.ceil(line.length / LONGEST_LINE) }, (_, index) =>
    line.slice(index * LONGEST_LINE, (index + 1) * LONGEST_LINE),
  );
}

async function persistently(work: () => Promise<void>, clock: Clock): Promise<void> {
  for (let failures = 1; ; failures++) {
    try {
      return await work();
    } catch (error) {
      if (!isTransient(error) || failures === TRIES) throw error;
      await clock.sleep(FIRST_PAUSE_MS * 2 ** failures);
    }
  }
}
