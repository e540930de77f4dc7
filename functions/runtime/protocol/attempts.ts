import { type Claim, decodeGiveBack, type GiveBack, parseClaim, type Tries } from './claim.ts';
import type { RunKeys } from './keys.ts';
import { decodeText } from './lines.ts';
import type { OutcomeLine } from './outcome.ts';
import type { ListedObject, ObjectStore } from './ports.ts';
import { type RetryOptions, retryTransient } from './retry.ts';

/** What the ledger knows of a chunk's attempts. */
export interface AttemptHistory {
  /** The last claim; `undefined`: nobody ever began. */
  readonly last: Claim | undefined;
  /** The last attempt ended cleanly (its `.end` exists). */
  readonly ended: boolean;
  /**
   * Attempts that ended without gaining an outcome. The last attempt is among them only when it has ended: whether a
   * silent one is lost or still at work is for the reader to judge.
   */
  readonly losses: number;
  /** Outcomes gained by attempts that gave back, by task. */
  readonly outcomes: ReadonlyMap<number, OutcomeLine>;
  /** Starts of tasks that are still open, by task, summed over the attempts. */
  readonly tries: ReadonlyMap<number, Tries>;
  /** The store's clock when it was asked, milliseconds since the epoch. */
  readonly at: number;
}

export const NO_ATTEMPTS: AttemptHistory = {
  last: undefined,
  ended: false,
  losses: 0,
  outcomes: new Map(),
  tries: new Map(),
  at: 0,
};

/** How many losses a chunk may have before its open tasks are given up as `WorkerLost`. */
export const MOST_LOSSES = 24;

/** Reads a chunk's claims and clean ends. */
export async function readAttempts(
  store: ObjectStore,
  keys: RunKeys,
  chunk: number,
  retry: RetryOptions,
): Promise<AttemptHistory> {
  const { objects, at } = await listAll(store, keys.attempts(chunk), retry);
  const parts = objects.flatMap(({ key }) => keys.attemptOf(key) ?? []);
  const number = parts.reduce(
    (most, { attempt, part }) => (part === 'claim' ? Math.max(most, attempt) : most),
    0,
  );
  if (number === 0) return { ...NO_ATTEMPTS, at };
  const read = async (key: string) => retryTransient(() => store.get(key), retry);
  const claim = await read(keys.claim(chunk, number));
  const ends: GiveBack[] = [];
  for (const { attempt, part } of parts) {
    const bytes = part === 'end' ? await read(keys.end(chunk, attempt)) : undefined;
    if (bytes !== undefined) ends.push(decodeGiveBack(bytes));
  }
  return historyOf({ number, last: claim && parseClaim(decodeText(claim)), ends, at });
}

function historyOf({
  number,
  last,
  ends,
  at,
}: {
  number: number;
  last: Claim | undefined;
  ends: readonly GiveBack[];
  at: number;
}): AttemptHistory {
  const ended = ends.some(({ attempt }) => attempt === number);
  const fruitful = ends.filter(({ outcomes }) => outcomes.length > 0).length;
  const outcomes = new Map(ends.flatMap(end => end.outcomes.map(line => [line.task, line] as const)));
  return {
    last,
    ended,
    losses: (ended ? number : number - 1) - fruitful,
    outcomes,
    tries: sumTries(ends, outcomes),
    at,
  };
}

function sumTries(
  ends: readonly GiveBack[],
  outcomes: ReadonlyMap<number, OutcomeLine>,
): ReadonlyMap<number, Tries> {
  const sums = new Map<number, Tries>();
  for (const { task, started, failed } of ends.flatMap(end => end.tries)) {
    if (outcomes.has(task)) continue;
    const before = sums.get(task);
    sums.set(task, {
      task,
      started: started + (before?.started ?? 0),
      failed: failed + (before?.failed ?? 0),
    });
  }
  return sums;
}

async function listAll(
  store: ObjectStore,
  prefix: string,
  retry: RetryOptions,
): Promise<{ objects: ListedObject[]; at: number }> {
  const objects: ListedObject[] = [];
  for (;;) {
    const startAfter = objects.at(-1)?.key;
    const page = await retryTransient(
      () => store.list(prefix, startAfter === undefined ? {} : { startAfter }),
      retry,
    );
    objects.push(...page.objects);
    if (!page.more) return { objects, at: page.at };
  }
}
