import { isSettled, type StackTrack, type Timeline } from '../../deploy/report/timeline.ts';

/** The stacks that there is room for, and what is said of the others. */
export interface Folded {
  readonly shown: readonly StackTrack[];
  /** `12 more: 9 done, 3 waiting`; empty when all are shown. */
  readonly folded: string;
}

/**
 * Where the terminal is too low for all: what moves or failed first, then what waits, in the order of the plan, then what
 * ended last. What is shown keeps the order of the plan.
 */
export function foldStacks({ stacks }: Timeline, room: number): Folded {
  const all = [...stacks.values()];
  if (all.length <= room) return { shown: all, folded: '' };
  const byRank = all.toSorted((a, b) => rank(a) - rank(b) || endOf(b) - endOf(a));
  const kept = new Set(byRank.slice(0, room));
  const hidden = all.filter(stack => !kept.has(stack));
  const words = STATES.flatMap(({ state, word }) => {
    const count = hidden.filter(stack => stack.state === state).length;
    return count === 0 ? [] : [`${count} ${word}`];
  });
  return {
    shown: all.filter(stack => kept.has(stack)),
    folded: `… ${hidden.length} more: ${words.join(', ')}`,
  };
}

const STATES = [
  { state: 'active', word: 'at work' },
  { state: 'failed', word: 'failed' },
  { state: 'skipped', word: 'skipped' },
  { state: 'cancelled', word: 'cancelled' },
  { state: 'waiting', word: 'waiting' },
  { state: 'done', word: 'done' },
  { state: 'unchanged', word: 'unchanged' },
] as const;

function rank({ state }: StackTrack): number {
  if (state === 'active' || state === 'failed') return 0;
  if (state === 'waiting') return 1;
  return state === 'unchanged' ? 3 : 2;
}

function endOf(stack: StackTrack): number {
  return isSettled(stack) ? (stack.endedAt ?? 0) : 0;
}
