import type { ExpectedTime, StackAction, StackEnd } from '../../deploy/events.ts';
import { isComplete } from '../../deploy/report/resource-track.ts';
import type { StackTrack } from '../../deploy/report/timeline.ts';
import { formatRough } from '../format.ts';

/** Says what goes on with a stack, by what is done to it. */
export const ACTIVE_WORD: Readonly<Record<StackAction, string>> = {
  create: 'creating',
  update: 'updating',
  recreate: 'replacing',
  settings: 'settings',
  unchanged: 'checking',
  delete: 'deleting',
};

const DONE_WORD: Readonly<Record<StackAction, string>> = {
  create: 'created',
  update: 'updated',
  recreate: 'replaced',
  settings: 'updated',
  unchanged: 'unchanged',
  delete: 'deleted',
};

/** Says how a stack ended: `created`, `unchanged`, `failed`, …; `goes on` where CloudFormation was left to it. */
export function endWord(end: StackEnd, action: StackAction, goesOn = false): string {
  if (goesOn) return 'goes on';
  return end === 'done' ? DONE_WORD[action] : end;
}

/** Writes what something should take: `2 min` when it took that the last time, `~2 min` when that is a guess. */
export function expectedWords({ seconds, from }: ExpectedTime): string {
  return `${from === 'typical' ? '~' : ''}${formatRough(seconds)}`;
}

/** Resources of a stack: those that are done, of all that are known. One that is done has none left. */
export function countOf(stack: StackTrack): { readonly done: number; readonly all: number } {
  const { planned, resources, state } = stack;
  if (state === 'done') return { done: resources.size, all: resources.size };
  const done = [...resources.values()].filter(isComplete).length;
  return { done, all: Math.max(planned, resources.size) };
}

/** Tells whether anything happens to a stack: the others are no part of the progress. */
export function isNamed({ action, state }: StackTrack): boolean {
  return action !== 'unchanged' && state !== 'unchanged';
}
