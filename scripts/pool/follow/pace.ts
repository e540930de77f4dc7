const FIRST_MS = 100;
const GROWTH = 1.5;
const PER_PAGE_MS = 200;
const LEAST_CEILING_MS = 1_000;
const MOST_MS = 15_000;

/** How long to wait between two looks. */
export interface Pace {
  /** Milliseconds until the next look. `news`: the last one found something. */
  next(news: boolean, openPages: number): number;
}

/** 0.1 s after news, then 1.5 × longer each time, up to max(1 s, 0.2 s a LIST page), at most 15 s. */
export function createPace(): Pace {
  let wait = FIRST_MS;
  return {
    next: (news, openPages) => {
      const ceiling = Math.min(MOST_MS, Math.max(LEAST_CEILING_MS, PER_PAGE_MS * openPages));
      wait = news ? FIRST_MS : Math.min(wait * GROWTH, ceiling);
      return wait;
    },
  };
}
