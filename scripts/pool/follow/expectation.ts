/** What a result says of itself: times of its worker's clock, in milliseconds since the epoch. */
export interface WorkTimes {
  readonly startedAt: number;
  readonly endedAt: number;
}

/** Guesses when the next result is there. */
export interface Expectation {
  /** A result was seen at `at` of our own clock. */
  saw(result: WorkTimes, at: number): void;
  /** Milliseconds until the next one; `undefined`: nothing is known, or all that was expected is overdue. */
  next(now: number): number | undefined;
}

/** Guesses that are kept: more than workers that could end before the next look. */
const MOST = 64;

/**
 * Whoever ended a chunk has begun another one, which should take as long. Clocks differ: a result cannot be seen before it
 * was written, so the shortest time from an end to its being seen here holds the difference.
 */
export function createExpectation(): Expectation {
  let offset = Number.POSITIVE_INFINITY;
  /** Ends to come, by the worker's clock. */
  let ends: number[] = [];
  return {
    saw: ({ startedAt, endedAt }, at) => {
      offset = Math.min(offset, at - endedAt);
      ends = [...ends, endedAt + Math.max(0, endedAt - startedAt)].slice(-MOST);
    },
    next: now => {
      ends = ends.filter(end => end + offset > now);
      return ends.length === 0 ? undefined : Math.min(...ends) + offset - now;
    },
  };
}
