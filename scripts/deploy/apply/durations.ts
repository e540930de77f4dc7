import type { StackEvent, StackState } from '../../aws/cloudformation.ts';
import type { OpenContext } from '../context.ts';
import type { StackPlan } from '../events.ts';
import { isGood } from '../plan/stack-status.ts';
import { readTogether } from '../plan/standing.ts';
import { isOwn, isStart } from './poller.ts';

/** How long a stack may take, times its last duration, before it is named. */
const SLOW = 3;
/** Milliseconds below which nobody wants to hear of it. */
const PATIENCE = 30_000;

/** Key → milliseconds that the last good operation on a stack took, where its newest events tell. */
export async function lastDurations(
  { gateways }: OpenContext,
  stacks: ReadonlyMap<string, StackState>,
): Promise<ReadonlyMap<string, number>> {
  const durations = await readTogether([...stacks], async ([key, { id }]) => {
    const read = () => gateways.cloudFormation.stackEvents(id, 'newest');
    // A help, not a need: a throttled read is made once more, and then gone without.
    const events = await read()
      .catch(read)
      .catch(() => []);
    return [key, lastDuration(events)] as const;
  });
  return new Map(durations.flatMap(([key, ms]) => (ms === undefined ? [] : [[key, ms] as const])));
}

/** Key → milliseconds that the last good operation on a stack took, as the plan found it. */
export function plannedDurations(stacks: readonly StackPlan[]): ReadonlyMap<string, number> {
  return new Map(
    stacks.flatMap(({ key, expected }) =>
      expected?.from === 'last' ? [[key, expected.seconds * 1000] as const] : [],
    ),
  );
}

/** Milliseconds from the newest beginning that came to a good end, to that end. */
export function lastDuration(newestFirst: readonly StackEvent[]): number | undefined {
  let end: StackEvent | undefined;
  for (const event of newestFirst.filter(isOwn)) {
    if (isStart(event)) {
      if (end !== undefined) return end.at - event.at;
    } else if (isGood(event.status)) end = event;
    else if (!event.status.endsWith('_IN_PROGRESS')) end = undefined;
  }
  return undefined;
}

/** The longest first, so that nothing long begins last; what was never done before may take longest. */
export function longestFirst(keys: readonly string[], durations: ReadonlyMap<string, number>): string[] {
  const weight = (key: string) => durations.get(key) ?? Number.POSITIVE_INFINITY;
  return keys.toSorted((a, b) => (weight(a) === weight(b) ? 0 : weight(b) - weight(a)));
}

/** Tells whether a stack takes so long that it has to be named. Milliseconds. */
export function isSlow(ms: number, last: number): boolean {
  return ms >= slowLimit(last);
}

function slowLimit(last: number): number {
  return Math.max(SLOW * last, PATIENCE);
}

/** Runs the work on a stack; names the stack, and what it works on, when it takes three times as long as the last time. */
export async function watchSlowness<Result>(
  { clock, report }: Pick<OpenContext, 'clock' | 'report'>,
  { key, last, working }: { key: string; last: number | undefined; working: () => readonly string[] },
  work: () => Promise<Result>,
): Promise<Result> {
  if (last === undefined) return work();
  const over = new AbortController();
  const limit = slowLimit(last);
  void clock.sleep(limit, over.signal).then(() => {
    if (over.signal.aborted) return;
    const at = working();
    const doing = at.length === 0 ? '' : `, at ${at.join(', ')}`;
    const seconds = (ms: number) => Math.round(ms / 1000);
    const message = `${key} has taken ${seconds(limit)} s${doing}; the last time it took ${seconds(last)} s.`;
    report({ type: 'notice', message });
  });
  try {
    return await work();
  } finally {
    over.abort();
  }
}
