const FIRST_MS = 100;
const GROWTH = 1.5;
const PER_PAGE_MS = 200;
const LEAST_CEILING_MS = 1_000;
const MOST_MS = 15_000;
/** Chunks that should end together are found together. */
const LEAST_MS = 50;
/** From the end of a chunk to its result. */
const AFTER_END_MS = 10;

/** What is known when the next look is planned. */
export interface Outlook {
  /** The last look found something. */
  readonly news: boolean;
  readonly openPages: number;
  /** Milliseconds until the next result should be there, if anybody can tell. */
  readonly expected?: number | undefined;
}

/** How long to wait between two looks. */
export interface Pace {
  /** Milliseconds until the next look. */
  next(outlook: Outlook): number;
}

/**
 * When the next result should be there. Where nobody can tell: 0.1 s after news, then 1.5 × longer each time. In any case at
 * most max(1 s, 0.2 s a LIST page), and at most 15 s.
 */
export function createPace(): Pace {
  let wait = FIRST_MS;
  return {
    next: ({ news, openPages, expected }) => {
      const ceiling = Math.min(MOST_MS, Math.max(LEAST_CEILING_MS, PER_PAGE_MS * openPages));
      wait = news ? FIRST_MS : Math.min(wait * GROWTH, ceiling);
      return expected === undefined ? wait : Math.min(Math.max(LEAST_MS, expected + AFTER_END_MS), ceiling);
    },
  };
}
