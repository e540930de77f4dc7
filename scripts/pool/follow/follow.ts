import { CloudpoolError } from '../../errors.ts';
import { DeadLetterDrain } from '../dead/dead-letter-drain.ts';
import { detached } from '../detached.ts';
import { untilLeft } from '../input/until-left.ts';
import type { OpenRun, RunPorts } from '../ports.ts';
import { diagnose } from './diagnose.ts';
import { createExpectation } from './expectation.ts';
import { createPace } from './pace.ts';
import { prefetch } from './prefetch.ts';
import { fetchResult, type ResultPart, readResult } from './read-result.ts';
import { ResultScan } from './result-scan.ts';

/** Results fetched ahead of the one that is being written. */
const AHEAD = 8;
const QUIET_LEASES = 3;
/** Clocks differ, and a last result may be on its way. */
const MARGIN_MS = 10_000;

export interface FollowOptions {
  /** In task order; otherwise as results come. */
  readonly ordered: boolean;
  /** The run is known to be complete: what is not there any more will never come. */
  readonly complete?: boolean | undefined;
  /** Closes the pool's dead letters meanwhile; one of its own by default. */
  readonly dead?: DeadLetterDrain | undefined;
}

/**
 * Yields every outcome once, in parts of chunks, until all have been. Holds only a few results at a time, whatever the size
 * of the run. Any number of followers may do this at once. Meanwhile it closes what lies among the pool's dead letters.
 * Throws `DETACHED` when the user leaves, and `RUN_EXPIRED` past the run's deadline when results are still missing.
 */
export async function* follow(
  ports: RunPorts,
  run: OpenRun,
  options: FollowOptions,
): AsyncGenerator<ResultPart> {
  try {
    yield* untilLeft(results(ports, run, options), ports.signal);
  } catch (error) {
    // A question that the user's leaving cut short failed for that reason, and for no other.
    throw ports.signal.aborted ? detached(run.record.run) : error;
  }
}

async function* results(
  ports: RunPorts,
  run: OpenRun,
  { ordered, complete = false, dead = new DeadLetterDrain(ports, run.record.pool) }: FollowOptions,
): AsyncGenerator<ResultPart> {
  const { clock, signal } = ports;
  const scan = new ResultScan(ports, run);
  const watch = createWatch(ports, run, scan);
  const pace = createPace();
  const expectation = createExpectation();
  for (let next = 0; ; ) {
    requireStay(ports, run);
    const late = isOver(ports, run);
    const fresh = await scan.look();
    watch.news(fresh);
    const upTo = scan.firstOpen(next);
    const ready = ordered ? range(next, upTo) : fresh;
    next = upTo;
    for await (const raw of prefetch(ready, chunk => fetchResult(ports, run, chunk), AHEAD)) {
      for await (const part of readResult(ports, run, raw)) {
        if (part.outcomes[0]?.task === part.header.first) expectation.saw(part.header, clock.now());
        watch.read(part);
        yield part;
        requireStay(ports, run);
      }
    }
    if (scan.found === run.index.chunks) return;
    if (complete || late) throw incomplete(run, scan, complete);
    await dead.look();
    await watch.quiet();
    const expected = expectation.next(clock.now());
    const outlook = { news: fresh.length > 0, openPages: scan.openPages().length, expected };
    await clock.sleep(pace.next(outlook), signal);
  }
}

interface Watch {
  news(fresh: readonly number[]): void;
  read(part: ResultPart): void;
  /** Says what can be seen of a run in which nothing has happened for three leases. */
  quiet(): Promise<void>;
}

function createWatch(ports: RunPorts, run: OpenRun, scan: ResultScan): Watch {
  const { clock, report } = ports;
  const { record, index } = run;
  const patienceMs = QUIET_LEASES * record.leaseSeconds * 1_000;
  let lastNews = clock.now();
  let done = 0;
  let failed = 0;
  const progress = () =>
    report({
      type: 'progress',
      at: clock.now(),
      progress: { tasks: record.tasks, done, failed, chunks: record.chunks, chunksDone: scan.found },
    });
  return {
    news: fresh => {
      if (fresh.length === 0) return;
      lastNews = clock.now();
      for (const chunk of fresh) done += index.place(chunk).count;
      progress();
    },
    read: ({ outcomes }) => {
      const more = outcomes.filter(({ ok }) => !ok).length;
      if (more === 0) return;
      failed += more;
      progress();
    },
    quiet: async () => {
      if (clock.now() - lastNews < patienceMs) return;
      lastNews = clock.now();
      const message = await diagnose(ports, run, { scan, sinceMs: patienceMs });
      if (message !== undefined) report({ type: 'notice', message });
    },
  };
}

/** True when even a task that started in the last moment is over. */
function isOver({ clock }: RunPorts, { record }: OpenRun): boolean {
  const last = record.until + record.taskTimeoutSeconds + record.leaseSeconds;
  return clock.now() > last * 1_000 + MARGIN_MS;
}

function requireStay({ signal }: RunPorts, { record }: OpenRun): void {
  if (signal.aborted) throw detached(record.run);
}

function incomplete({ record, index }: OpenRun, scan: ResultScan, wasComplete: boolean): CloudpoolError {
  let tasks = 0;
  for (const chunk of scan.open()) tasks += index.place(chunk).count;
  const open = `${index.chunks - scan.found} of ${index.chunks} chunks (${tasks} tasks) have no result`;
  const why = wasComplete
    ? `run ${record.run} was complete, but ${open} any more`
    : `run ${record.run} is past its deadline, ${new Date(record.until * 1000).toISOString()}: ${open}, and none will come`;
  return new CloudpoolError(why, {
    code: 'RUN_EXPIRED',
    hint: `Results that exist: npx cloudpool resume ${record.run} --unordered`,
  });
}

function* range(from: number, to: number): Generator<number> {
  for (let chunk = from; chunk < to; chunk += 1) yield chunk;
}
