import { type Problem, ProblemsError } from '../../errors.ts';

const SHOWN_IN_FULL = 100;
const RANGES_KEPT = 1000;

/**
 * Gathers what is wrong with the input, in bounded memory: the first hundred problems in full, of the rest every line
 * number, neighbours as a range.
 */
export interface BadLines {
  readonly count: number;
  add(problem: Problem): void;
  error(): ProblemsError;
}

export function createBadLines(input: string): BadLines {
  const shown: Problem[] = [];
  const ranges: { from: number; to: number }[] = [];
  let count = 0;
  let unlisted = 0;

  const remember = (line: number) => {
    const last = ranges.at(-1);
    if (last && line === last.to + 1) last.to = line;
    else if (ranges.length < RANGES_KEPT) ranges.push({ from: line, to: line });
    else unlisted += 1;
  };
  return {
    get count() {
      return count;
    },
    add: problem => {
      count += 1;
      if (shown.length < SHOWN_IN_FULL) shown.push(problem);
      else remember(problem.at?.line ?? 0);
    },
    error: () => {
      const rest = count - shown.length;
      const problems = rest === 0 ? shown : [...shown, moreProblems(rest, ranges, unlisted)];
      return new ProblemsError(problems, `${input}; nothing was sent`);
    },
  };
}

function moreProblems(
  rest: number,
  ranges: readonly { from: number; to: number }[],
  unlisted: number,
): Problem {
  const lines = ranges.map(({ from, to }) => (from === to ? `${from}` : `${from}-${to}`)).join(', ');
  const end = unlisted === 0 ? '' : ` and ${unlisted} more`;
  return { code: 'MORE_BAD_LINES', message: `${rest} more bad lines: ${lines}${end}` };
}
