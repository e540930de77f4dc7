import { isDeepStrictEqual } from 'node:util';
import type { BlobOutcome, Outcome } from '../../functions/runtime/protocol/outcome.ts';
import { type Actor, type EventOf, type History, placeOfKey } from '../support/sim-history.ts';
import { errorOf, returnOf } from '../support/sim-task.ts';
import { isLoose, looseBroken } from './loose.ts';
import type { Scenario } from './scenario.ts';

/** What happened, and what it was meant to be. */
export interface Evidence {
  readonly history: History;
  readonly scenario: Scenario;
}

/** A promise about results, as the user sees them. */
export interface Promised {
  readonly id: string;
  readonly broken: (evidence: Evidence) => Iterable<string>;
}

export const PROMISES: readonly Promised[] = [
  { id: 'I2 a result holds each task of its chunk once', broken: wholeResults },
  { id: 'every outcome is the right one', broken: rightOutcomes },
  { id: '"attempts" is how often the task was started', broken: trueAttempts },
  { id: 'each outcome reaches the client once, in order when asked', broken: deliveredOnce },
  { id: 'a loose task ends once, and as its input says', broken: looseBroken },
  { id: 'a client gives up only for a reason', broken: gaveUpForNothing },
];

interface WrittenResult {
  readonly event: EventOf<'written'>;
  readonly chunk: string;
  readonly header: { readonly first: number; readonly count: number; readonly losses: number };
  readonly outcomes: readonly (Outcome | BlobOutcome)[];
}

function resultsOf(history: History): WrittenResult[] {
  return history.writes('result').map(event => {
    const [head = '', ...lines] = new TextDecoder().decode(event.body).trimEnd().split('\n');
    const outcomes = lines.map(line => JSON.parse(line) as Outcome | BlobOutcome);
    return { event, chunk: event.place.chunk, header: JSON.parse(head), outcomes };
  });
}

function* wholeResults({ history }: Evidence): Iterable<string> {
  const sent = new Map(history.of('sent').map(({ chunk, body }) => [chunk, JSON.parse(body)]));
  for (const { chunk, header, outcomes } of resultsOf(history)) {
    if (isLoose(history, chunk)) continue;
    const { first, count } = sent.get(chunk) ?? {};
    const isWhole = outcomes.length === count && outcomes.every(({ task }, at) => task === first + at);
    if (!isWhole || header.first !== first || header.count !== count) {
      yield `the result of ${chunk} holds the tasks ${outcomes.map(({ task }) => task)}, not ${count} from ${first}`;
    }
  }
}

function* rightOutcomes({ history, scenario }: Evidence): Iterable<string> {
  for (const { chunk, outcomes } of resultsOf(history)) {
    if (isLoose(history, chunk)) continue;
    const claims = history.writes('claim').filter(({ place }) => place.chunk === chunk).length;
    const givenUp = wasGivenUp(history, chunk);
    for (const outcome of outcomes) {
      const problem = 'blob' in outcome ? undefined : problemOf(outcome, scenario, { claims, givenUp });
      if (problem) yield `task ${outcome.task} of ${chunk}: ${problem}`;
    }
  }
  for (const { by, outcome } of history.of('delivered')) {
    // Whether it is excused was judged where it was written.
    const problem = problemOf(outcome, scenario, { claims: Number.POSITIVE_INFINITY, givenUp: true });
    if (problem) yield `task ${outcome.task}, as ${by.name} got it: ${problem}`;
  }
}

const MOST_LOSSES = 24;

/** What a chunk went through, if it excuses that a task has no outcome of its own. */
interface Hardship {
  readonly claims: number;
  /** The queue put a message of it among its dead letters. */
  readonly givenUp: boolean;
}

export function wasGivenUp(history: History, chunk: string): boolean {
  return history.of('given up').some(event => event.chunk === chunk);
}

function problemOf(
  outcome: Outcome,
  { tasks, kind }: Scenario,
  { claims, givenUp }: Hardship,
): string | undefined {
  const task = tasks[outcome.task];
  if (task === undefined) return 'there is no such task';
  const expected = errorOf(task);
  if (outcome.ok) {
    return expected === undefined && isDeepStrictEqual(outcome.value, returnOf(task))
      ? undefined
      : 'a wrong value';
  }
  const { name, message } = outcome.error;
  const excused =
    (name === 'Cancelled' && kind === 'is refused') ||
    (name === 'WorkerLost' && claims >= MOST_LOSSES) ||
    (givenUp && ['WorkerLost', 'NeverRan'].includes(name));
  return name === expected || excused
    ? undefined
    : `${name} (${message}) instead of ${expected ?? 'a value'}`;
}

/** Never more than what happened, and exactly that where no attempt was lost and none ran beside another. */
function* trueAttempts({ history }: Evidence): Iterable<string> {
  const starts = history.of('started');
  for (const { event, chunk, outcomes } of resultsOf(history)) {
    const own = starts.filter(start => start.chunk === chunk && start.at <= event.at);
    const exact = attemptsWereClean(history, chunk, event);
    for (const outcome of outcomes) {
      const happened = own.filter(({ task }) => task === outcome.task).length;
      const { attempts } = outcome;
      const unknown =
        'error' in outcome &&
        ['Cancelled', 'WorkerLost', 'NeverRan', 'InputCorrupt'].includes(outcome.error.name);
      if (attempts > happened || (attempts < 1 && !unknown) || (exact && attempts !== happened)) {
        yield `task ${outcome.task} of ${chunk} says ${attempts} attempts, and was started ${happened} times`;
      }
    }
  }
}

/** True when the last attempt wrote the result, and each before it had given back when the next one looked. */
function attemptsWereClean(history: History, chunk: string, result: EventOf<'written'>): boolean {
  const parts = history.of('written').filter(({ place, at }) => place.chunk === chunk && at <= result.at);
  const claims = parts.filter(({ place }) => place.kind === 'claim');
  const ends = parts.filter(({ place }) => place.kind === 'give-back');
  const hadEnded = (claim: EventOf<'written'>) => {
    const before = ends.find(({ place }) => place.attempt === claim.place.attempt - 1);
    return before !== undefined && before.at < lookBefore(history, claim);
  };
  const last = claims.at(-1);
  return last !== undefined && isSame(last.by, result.by) && claims.slice(1).every(hadEnded);
}

/** When the owner of a claim had listed the attempts before its own. */
function lookBefore(history: History, { by, at, place }: EventOf<'written'>): number {
  const looks = history.of('looked').filter(look => isSame(look.by, by) && look.at <= at);
  return looks.findLast(({ key }) => placeOfKey(key).chunk === place.chunk)?.at ?? 0;
}

function isSame(one: Actor, other: Actor): boolean {
  return one.name === other.name && one.delivery === other.delivery;
}

function* deliveredOnce({ history, scenario }: Evidence): Iterable<string> {
  const all = history.of('delivered');
  for (const { by, run, ordered } of history.of('followed')) {
    const got = all
      .filter(event => event.by.name === by.name && event.run === run)
      .map(({ outcome }) => outcome.task);
    if (new Set(got).size !== got.length) yield `${by.name} got some tasks twice: ${got}`;
    if (ordered && got.some((task, at) => task !== at)) yield `${by.name} got tasks out of order: ${got}`;
    const completed = history.of('completed').some(event => event.by.name === by.name && event.run === run);
    if (completed && got.length !== scenario.tasks.length) {
      yield `${by.name} completed with ${got.length} of ${scenario.tasks.length} outcomes`;
    }
  }
}

function* gaveUpForNothing({ history, scenario }: Evidence): Iterable<string> {
  const results = history.writes('result');
  for (const { by, at, code, message } of history.of('gave up')) {
    const refused = code === 'MESSAGE_REFUSED' && scenario.kind === 'is refused';
    const run = history.of('followed').find(event => event.by.name === by.name)?.run ?? '';
    const existed = results.filter(({ place, at: when }) => place.run === run && when <= at - 1_000);
    const tasks = existed.reduce((sum, { body }) => sum + linesIn(body) - 1, 0);
    const expired = code === 'RUN_EXPIRED' && scenario.kind !== 'completes' && tasks < scenario.tasks.length;
    if (!refused && !expired) yield `${by.name} gave up with ${tasks} outcomes in the ledger: ${message}`;
  }
}

function linesIn(bytes: Uint8Array): number {
  return bytes.filter(byte => byte === 0x0a).length;
}
