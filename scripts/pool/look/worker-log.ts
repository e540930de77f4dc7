import { type LogEvent, type LogSpan, readLogEvents } from '../../aws/log-events.ts';
import type { AwsSession } from '../../aws/session.ts';
import type { PoolContext } from '../connect/context.ts';
import type { PoolStack } from '../connect/find-pool.ts';
import type { FleetFacts } from '../fleet/worker-fleet.ts';

/** The log groups of everybody who works for a pool: its function, and its containers. */
export function logGroupsOf(
  pool: Pick<PoolStack, 'logGroup'>,
  { fleets }: { readonly fleets: readonly Pick<FleetFacts, 'logGroup'>[] },
): readonly string[] {
  return [pool, ...fleets].map(({ logGroup }) => logGroup).filter(group => group !== '');
}

type LookingContext = Pick<PoolContext, 'session' | 'clock' | 'signal'>;

const MINUTE_MS = 60_000;
/** A busy pool fills the first, a quiet one needs the last. */
const LOOK_BACK_MINUTES = [1, 10, 60];

/** The last lines that workers printed within an hour, the oldest of them first. */
export async function readLastLines(
  { session, clock }: LookingContext,
  groups: readonly string[],
  count: number,
): Promise<readonly LogEvent[]> {
  let last: LogEvent[] = [];
  for (const minutes of LOOK_BACK_MINUTES) {
    last = [];
    for await (const line of readLines(session, groups, { since: clock.now() - minutes * MINUTE_MS })) {
      last.push(line);
      if (last.length > count) last.shift();
    }
    if (last.length === count) break;
  }
  return last;
}

const LOOK_EVERY_MS = 2_000;
/** A line of one stream may be told this much later than a younger one of another. */
const LATE_MS = 10_000;

/** Every line from `since` on, and each new one as it comes, until the signal aborts. */
export async function* followLines(
  { session, clock, signal }: LookingContext,
  groups: readonly string[],
  since: number,
): AsyncGenerator<LogEvent> {
  const seen = new Map<string, number>();
  for (let from = since; !signal.aborted; await clock.sleep(LOOK_EVERY_MS, signal)) {
    let newest = from;
    for await (const line of readLines(session, groups, { since: from })) {
      if (seen.has(line.id)) continue;
      seen.set(line.id, line.at);
      newest = Math.max(newest, line.at);
      yield line;
    }
    from = Math.max(from, newest - LATE_MS);
    for (const [id, at] of seen) if (at < from) seen.delete(id);
  }
}

/** What Lambda itself writes about each invocation. */
const PLATFORM_LINE = /^(INIT_START|START|END|REPORT|XRAY) /;

/** What workers printed in a span of time, all groups together in the order of their times. */
export async function* readLines(
  session: AwsSession,
  groups: readonly string[],
  span: Omit<LogSpan, 'group'>,
): AsyncGenerator<LogEvent> {
  const sources = groups.map(group => linesOf(session, { ...span, group }));
  const heads = await Promise.all(sources.map(source => source.next()));
  for (;;) {
    const times = heads.map(({ done, value }) => (done ? Number.POSITIVE_INFINITY : (value?.at ?? 0)));
    const next = times.indexOf(Math.min(...times));
    const [head, source] = [heads[next], sources[next]];
    if (head === undefined || source === undefined || head.done) return;
    yield head.value;
    heads[next] = await source.next();
  }
}

async function* linesOf(session: AwsSession, span: LogSpan): AsyncGenerator<LogEvent, undefined> {
  for await (const page of readLogEvents(session, span)) {
    for (const line of page) if (!PLATFORM_LINE.test(line.text) && line.text !== '') yield line;
  }
}
