import type { History, ObjectKind } from '../support/sim-history.ts';

/** A promise of the protocol, and how to see that it was broken. */
export interface Invariant {
  /** As in the contract: I1, I2 … */
  readonly id: string;
  /** Says what was broken, once for each time. */
  readonly broken: (history: History) => Iterable<string>;
}

/** The invariants of the ledger and of those who write to it. */
export const INVARIANTS: readonly Invariant[] = [
  { id: 'I1 a message exists only after run.json, run.json only after its inputs', broken: commitsInOrder },
  { id: 'I2 I3 what is written once is never replaced', broken: replacedNothing },
  { id: 'I4 a run is complete only when all results exist', broken: completedWithResults },
  { id: 'I5 result before acknowledge', broken: acknowledgedWithResult },
  { id: 'I6 claims are dense', broken: claimedInOrder },
  { id: 'I6 no task runs without a claim', broken: startedWithClaim },
  { id: 'I7 an attempt ends cleanly, or its worker was disturbed', broken: abandonedClaims },
  { id: 'I8 after the last moment nothing starts and nothing is sent', broken: actedTooLate },
  { id: 'I9 workers write only under attempts, results, blobs', broken: workersWroteElsewhere },
  { id: 'a worker that has answered is quiet, and its threads are not crowded', broken: strayed },
];

/** A message may be on its way for so long. */
const NETWORK_MS = 100;

const ONCE: ReadonlySet<ObjectKind> = new Set(['run record', 'claim', 'give-back', 'result', 'stop']);
const WORKERS_KINDS: ReadonlySet<ObjectKind> = new Set(['claim', 'give-back', 'result', 'blob']);

function* commitsInOrder(history: History): Iterable<string> {
  const written = new Set<string>();
  for (const event of history) {
    if (event.type === 'sent' && !written.has(`run record ${runOf(event.chunk)}`)) {
      yield `chunk ${event.chunk} was sent before its run.json`;
    }
    if (event.type !== 'written') continue;
    const { kind, run } = event.place;
    const isInput = kind === 'inputs' || kind === 'chunk index';
    if (isInput && written.has(`run record ${run}`)) yield `${event.key} was written after run.json`;
    written.add(`${kind} ${run}`);
    if (kind !== 'run record') continue;
    for (const part of ['inputs', 'chunk index']) {
      if (!written.has(`${part} ${run}`)) yield `${event.key} was written before its ${part}`;
    }
  }
}

function* replacedNothing(history: History): Iterable<string> {
  for (const { key, place, replaced, by } of history.of('written')) {
    if (replaced && ONCE.has(place.kind)) yield `${by.name} replaced ${key}`;
  }
}

function* completedWithResults(history: History): Iterable<string> {
  const results = history.writes('result');
  for (const { run, at, by } of history.of('completed')) {
    const existed = results.filter(({ place, at: when }) => place.run === run && when <= at);
    const expected = chunksOf(history, run);
    if (existed.length < expected)
      yield `${by.name} saw ${run} complete with ${existed.length} of ${expected}`;
  }
}

function* acknowledgedWithResult(history: History): Iterable<string> {
  const finished = new Set<string>();
  for (const event of history) {
    if (event.type === 'written' && event.place.kind === 'result') {
      finished.add(event.place.chunk);
    }
    if (event.type !== 'acknowledged' || finished.has(event.chunk)) continue;
    if (event.localTime > untilOf(history, runOf(event.chunk))) continue;
    yield `${event.by.name} acknowledged ${event.chunk} without a result`;
  }
}

function* claimedInOrder(history: History): Iterable<string> {
  const claims = history.writes('claim').map(({ place }) => place);
  const last = new Map<string, number>();
  for (const { chunk, attempt } of claims) {
    if (attempt !== (last.get(chunk) ?? 0) + 1)
      yield `claim ${attempt} of ${chunk} follows ${last.get(chunk) ?? 0}`;
    last.set(chunk, attempt);
  }
}

function* startedWithClaim(history: History): Iterable<string> {
  const claimed = new Set<string>();
  for (const event of history) {
    if (event.type === 'written' && event.place.kind === 'claim') {
      claimed.add(`${event.by.name} ${event.by.delivery} ${event.place.chunk}`);
    }
    if (event.type !== 'started') continue;
    if (!claimed.has(`${event.by.name} ${event.by.delivery} ${event.chunk}`)) {
      yield `${event.by.name} started task ${event.task} of ${event.chunk} without a claim of its own`;
    }
  }
}

/** A worker that lives, was not refused and gives back has to say so in the ledger: otherwise it is taken for dead. */
function* abandonedClaims(history: History): Iterable<string> {
  for (const { by, chunk } of history.of('gave-back')) {
    const own = history
      .of('written')
      .filter(write => write.by.name === by.name && write.by.delivery === by.delivery);
    const kinds = own.map(({ place }) => place.kind);
    if (kinds.includes('claim') && !kinds.includes('give-back') && !kinds.includes('result')) {
      yield `${by.name} gave ${chunk} back and left its claim open`;
    }
  }
}

function* actedTooLate(history: History): Iterable<string> {
  for (const event of history) {
    if (event.type === 'started' && event.localTime > untilOf(history, runOf(event.chunk))) {
      yield `${event.by.name} started task ${event.task} after the run's last moment`;
    }
    if (event.type === 'sent' && event.at > untilOf(history, runOf(event.chunk)) + NETWORK_MS) {
      yield `${event.by.name} sent ${event.chunk} after the run's last moment`;
    }
  }
}

function* workersWroteElsewhere(history: History): Iterable<string> {
  for (const { by, key, place } of history.of('written')) {
    if (by.role === 'worker' && !WORKERS_KINDS.has(place.kind)) yield `${by.name} wrote ${key}`;
  }
}

function* strayed(history: History): Iterable<string> {
  for (const { by, what } of history.of('strayed')) yield `${by.name}: ${what}`;
}

export function runOf(chunk: string): string {
  return chunk.slice(0, chunk.indexOf('/'));
}

interface Record {
  readonly until: number;
  readonly chunks: number;
}

function recordOf(history: History, run: string): Record | undefined {
  const write = history.writes('run record').find(({ place }) => place.run === run);
  return write && (JSON.parse(new TextDecoder().decode(write.body)) as Record);
}

function chunksOf(history: History, run: string): number {
  return recordOf(history, run)?.chunks ?? Number.POSITIVE_INFINITY;
}

/** Milliseconds since the epoch; for ever, for a run that nobody committed. */
export function untilOf(history: History, run: string): number {
  return (recordOf(history, run)?.until ?? Number.POSITIVE_INFINITY) * 1000;
}
