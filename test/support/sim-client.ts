import { Buffer } from 'node:buffer';
import { retryTransient } from '../../functions/runtime/protocol/retry.ts';
import type { OutcomeSink } from '../../scripts/pool/collect/sink.ts';
import { DeadLetterDrain } from '../../scripts/pool/dead/dead-letter-drain.ts';
import { drive } from '../../scripts/pool/drive.ts';
import { loadRun } from '../../scripts/pool/load-run.ts';
import type { OpenRun, RunPorts } from '../../scripts/pool/ports.ts';
import { resumeRun } from '../../scripts/pool/resume-run.ts';
import { commitRun, type RunRequest } from '../../scripts/pool/submit/commit-run.ts';
import type { SimBucket } from './sim-bucket.ts';
import type { SimProcess } from './sim-process.ts';
import type { SimQueue } from './sim-queue.ts';
import { simDeadLetterQueue, simSendQueue } from './sim-queue-ports.ts';
import { simStore } from './sim-s3.ts';
import type { SimWorld } from './sim-world.ts';

export interface SimClientOptions {
  readonly world: SimWorld;
  readonly bucket: SimBucket;
  readonly queue: SimQueue;
  readonly process: SimProcess;
  readonly ordered: boolean;
}

/** The real client code from the input to the sink, in one process. */
export async function submitAndCollect(options: SimClientOptions, request: RunRequest): Promise<void> {
  const ports = clientPorts(options);
  const run = await commitRun(ports, request);
  await drive(ports, run, { sink: sinkOf(options, run), ordered: options.ordered, from: 0, resend: true });
}

/** The real client code that comes back to a run. */
export async function resumeAndCollect(
  options: SimClientOptions,
  at: { readonly pool: string; readonly run: string },
): Promise<void> {
  const ports = clientPorts(options);
  const run = await loadRun(ports, at);
  if (run === undefined) throw new Error(`there is no run ${at.run}`);
  await resumeRun(ports, run, { sink: sinkOf(options, run), ordered: options.ordered });
}

/** The real client code that looks after the dead letters of a pool once. */
export async function drainDeadLetters(options: SimClientOptions, pool: string): Promise<void> {
  await new DeadLetterDrain(clientPorts(options), pool).look();
}

function clientPorts({ world, bucket, queue, process }: SimClientOptions): RunPorts {
  const store = simStore(world, bucket, process);
  const chance = { clock: process.clock, random: world.random.next };
  return {
    ...chance,
    store,
    upload: async (key, body) => {
      const whole = await gather(body);
      await retryTransient(() => store.put(key, whole), chance);
    },
    queue: simSendQueue(queue, process),
    deadLetters: simDeadLetterQueue(queue, process),
    newToken: world.random.token,
    report: event => world.trace?.(`${process.name} reports ${JSON.stringify(event)}`),
    signal: new AbortController().signal,
  };
}

/** Writes down what the user gets. */
function sinkOf({ world, process, ordered }: SimClientOptions, { record: { run } }: OpenRun): OutcomeSink {
  const note = () => ({ at: world.clock.now(), by: process.actor, run });
  world.history.push({ type: 'followed', ordered, ...note() });
  return {
    write: async lines => {
      for (const line of lines) {
        const outcome = JSON.parse(Buffer.from(line).toString());
        world.history.push({ type: 'delivered', outcome, ...note() });
      }
    },
    commit: async () => void world.history.push({ type: 'completed', ...note() }),
    discard: async () => {},
  };
}

async function gather(body: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const part of body) parts.push(part);
  return Buffer.concat(parts);
}
