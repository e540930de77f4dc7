import { readAttempts } from '../../../functions/runtime/protocol/attempts.ts';
import type { QueueCounts } from '../../../functions/runtime/protocol/ports.ts';
import { ask, type OpenRun, patience, type RunPorts } from '../ports.ts';
import type { ResultScan } from './result-scan.ts';

/** Open chunks whose claims are looked at: enough to see life, few enough to be cheap. */
const SAMPLE = 10;

export interface Silence {
  readonly scan: ResultScan;
  /** How long no result has come. */
  readonly sinceMs: number;
}

/**
 * Tells what can be seen of a run that shows no progress: queue, dead letters, claims. `undefined` when a chunk was
 * claimed in this time: somebody works.
 */
export async function diagnose(
  ports: RunPorts,
  run: OpenRun,
  { scan, sinceMs }: Silence,
): Promise<string | undefined> {
  const claims = await sampleClaims(ports, run, scan);
  const now = ports.clock.now();
  if (claims.some(({ at }) => now - at < sinceMs)) return undefined;
  const queue = await ask(ports, () => ports.queue.counts());
  const dead = await ask(ports, () => ports.deadLetters.counts());
  const working = claims.filter(({ ends }) => ends > now).length;
  return [
    `no new result for ${Math.round(sinceMs / 1000)} s, ${run.index.chunks - scan.found} chunks are open.`,
    `Queue: ${queue.visible} waiting, ${queue.inFlight} with workers, ${queue.delayed} delayed;`,
    `dead letters: ${dead.visible}.`,
    conclusion({ queue, dead, working }),
  ].join(' ');
}

async function sampleClaims(
  ports: RunPorts,
  run: OpenRun,
  scan: ResultScan,
): Promise<readonly { at: number; ends: number }[]> {
  const chunks = [...scan.open().take(SAMPLE)];
  const histories = await Promise.all(
    chunks.map(chunk => readAttempts(ports.store, run.keys, chunk, patience(ports))),
  );
  return histories.flatMap(({ last, ended }) => (last === undefined || ended ? [] : [last]));
}

function conclusion({
  queue,
  dead,
  working,
}: {
  queue: QueueCounts;
  dead: QueueCounts;
  working: number;
}): string {
  if (working > 0) return 'Workers hold claims that have not ended: tasks may simply be long.';
  if (dead.visible > 0) return 'Messages were given up: look at the logs of the function.';
  if (queue.visible > 0 && queue.inFlight === 0) {
    return 'Messages wait and nobody takes them: is the function throttled, its event source mapping off, or no worker of the pool running (npx cloudpool worker POOL)?';
  }
  if (queue.inFlight > 0)
    return 'Messages are with workers that do not get on: look at the logs of the function.';
  return 'No message is left: npx cloudpool resume sends what was lost.';
}
