import type { StackTrack, Timeline } from './timeline.ts';
import { isSettled } from './timeline.ts';

/**
 * Seconds that are left of a deploy, along the graph; `undefined` where nothing is known of a stack that still has to
 * come, and when all that was expected is over.
 */
export function remainingSeconds({ stacks }: Timeline, now: number): number | undefined {
  const open = [...stacks.values()].filter(stack => !isSettled(stack) && stack.action !== 'unchanged');
  if (open.length === 0 || open.some(({ expected }) => expected === undefined)) return undefined;
  const known = new Map<string, number>();
  const until = (stack: StackTrack): number => {
    const found = known.get(stack.key);
    if (found !== undefined) return found;
    known.set(stack.key, 0);
    const producers = stack.after.flatMap(key => stacks.get(key) ?? []).filter(one => !isSettled(one));
    const seconds = Math.max(0, ...producers.map(until)) + ownRest(stack, now);
    known.set(stack.key, seconds);
    return seconds;
  };
  const rest = Math.max(...open.map(until));
  return rest > 0 ? rest : undefined;
}

function ownRest({ state, startedAt, expected }: StackTrack, now: number): number {
  const elapsed = state === 'active' && startedAt !== undefined ? (now - startedAt) / 1000 : 0;
  return Math.max(0, (expected?.seconds ?? 0) - Math.max(0, elapsed));
}
