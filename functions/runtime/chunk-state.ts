import type { AttemptHistory } from './protocol/attempts.ts';
import type { GiveBack, Tries } from './protocol/claim.ts';
import { failureLine, type OutcomeLine, type TaskFailure } from './protocol/outcome.ts';

/** What is known of a chunk's tasks: outcomes and starts, of this attempt and of those before it. */
export interface ChunkState {
  /** Tasks without an outcome, in order. */
  open(): readonly number[];
  /** Notes a start; answers which one of this task it is, from 1, over all attempts. */
  start(task: number): number;
  /** Notes that the last start ended in an error; answers how many did, over all attempts. */
  fail(task: number): number;
  starts(task: number): number;
  settle(outcome: OutcomeLine): void;
  /** Gives every open task the same error. */
  settleOpen(error: TaskFailure): void;
  /** All outcomes, of all attempts. */
  outcomes(): readonly OutcomeLine[];
  /** What this attempt itself has to hand on. */
  gained(): Pick<GiveBack, 'outcomes' | 'tries'>;
}

/** Begins with what earlier attempts handed on. */
export function createChunkState(
  { first, count }: { readonly first: number; readonly count: number },
  before: AttemptHistory,
): ChunkState {
  const gained = new Map<number, OutcomeLine>();
  const tries = new Map<number, Tries>();
  const own = (task: number) => tries.get(task) ?? { task, started: 0, failed: 0 };
  const earlier = (task: number) => before.tries.get(task) ?? { task, started: 0, failed: 0 };
  const starts = (task: number) => earlier(task).started + own(task).started;
  const open = () =>
    Array.from({ length: count }, (_, at) => first + at).filter(
      task => !before.outcomes.has(task) && !gained.has(task),
    );
  return {
    open,
    starts,
    start: task => {
      tries.set(task, { ...own(task), started: own(task).started + 1 });
      return starts(task);
    },
    fail: task => {
      tries.set(task, { ...own(task), failed: own(task).failed + 1 });
      return earlier(task).failed + own(task).failed;
    },
    settle: outcome => gained.set(outcome.task, outcome),
    settleOpen: error => {
      for (const task of open()) gained.set(task, failureLine(task, error, starts(task)));
    },
    outcomes: () => [...before.outcomes.values(), ...gained.values()],
    gained: () => ({
      outcomes: [...gained.values()],
      tries: [...tries.values()].filter(({ task }) => !gained.has(task)),
    }),
  };
}
