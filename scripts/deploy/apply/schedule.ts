/** How one item of a schedule ended. */
export type ScheduleEnd<Result> =
  | { readonly end: 'ran'; readonly result: Result }
  /** `because`: the item whose failure caused it, not the one in between. */
  | { readonly end: 'skipped'; readonly because: string }
  | { readonly end: 'cancelled' };

export interface Schedule<Result> {
  readonly keys: readonly string[];
  /** Keys that must have succeeded before `key` may start. Keys outside the schedule count as done. */
  readonly waitsFor: (key: string) => readonly string[];
  /** Never throws: a failure is a result. */
  readonly run: (key: string) => Promise<Result>;
  readonly succeeded: (result: Result) => boolean;
  readonly concurrency: number;
  /** Once aborted, nothing more is started. */
  readonly signal: AbortSignal;
  /** Told for each item that never ran. */
  readonly onEnd?: (key: string, end: ScheduleEnd<Result>) => void;
}

/**
 * Runs each item as soon as all it waits for has succeeded: per edge, not wave by wave. A failure skips exactly its
 * descendants. Ready items start in the order of `keys`.
 */
export async function runSchedule<Result>(
  schedule: Schedule<Result>,
): Promise<ReadonlyMap<string, ScheduleEnd<Result>>> {
  const ends = new Map<string, ScheduleEnd<Result>>();
  const waiting = new Set(schedule.keys);
  const running = new Map<string, Promise<void>>();
  const finish = (key: string, end: ScheduleEnd<Result>) => {
    ends.set(key, end);
    schedule.onEnd?.(key, end);
  };
  const start = (key: string) => {
    waiting.delete(key);
    const run = schedule.run(key).then(result => {
      running.delete(key);
      finish(key, { end: 'ran', result });
    });
    running.set(key, run);
  };
  for (;;) {
    settleWaiting(schedule, waiting, ends, finish);
    for (const key of [...waiting]) {
      if (running.size >= schedule.concurrency) break;
      if (isReady(schedule, key, ends, waiting, running)) start(key);
    }
    if (running.size === 0) return complete(ends, waiting);
    await Promise.race(running.values());
  }
}

/** Whoever still waits now waits in a circle: to call that done would be a lie. */
function complete<Ends>(ends: Ends, waiting: ReadonlySet<string>): Ends {
  if (waiting.size > 0) throw new Error(`${[...waiting].join(', ')} wait for each other`);
  return ends;
}

/** Ends what can no longer start: everything when aborted, else the descendants of a failure. */
function settleWaiting<Result>(
  schedule: Schedule<Result>,
  waiting: Set<string>,
  ends: ReadonlyMap<string, ScheduleEnd<Result>>,
  finish: (key: string, end: ScheduleEnd<Result>) => void,
): void {
  for (let settled = true; settled; ) {
    settled = false;
    for (const key of [...waiting]) {
      const end: ScheduleEnd<Result> | undefined = schedule.signal.aborted
        ? { end: 'cancelled' }
        : blockedBy(schedule, key, ends);
      if (end === undefined) continue;
      waiting.delete(key);
      finish(key, end);
      settled = true;
    }
  }
}

function blockedBy<Result>(
  { waitsFor, succeeded }: Schedule<Result>,
  key: string,
  ends: ReadonlyMap<string, ScheduleEnd<Result>>,
): ScheduleEnd<Result> | undefined {
  for (const producer of waitsFor(key)) {
    const end = ends.get(producer);
    if (end?.end === 'skipped' || end?.end === 'cancelled') return end;
    if (end?.end === 'ran' && !succeeded(end.result)) return { end: 'skipped', because: producer };
  }
  return undefined;
}

function isReady<Result>(
  { waitsFor }: Schedule<Result>,
  key: string,
  ends: ReadonlyMap<string, ScheduleEnd<Result>>,
  waiting: ReadonlySet<string>,
  running: ReadonlyMap<string, unknown>,
): boolean {
  return waitsFor(key).every(
    producer => ends.has(producer) || !(waiting.has(producer) || running.has(producer)),
  );
}
