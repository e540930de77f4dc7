import type { StackAction, StackEnd } from '../../deploy/events.ts';

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

/** Says how a stack ended: `created`, `unchanged`, `failed`, … */
export function endWord(end: StackEnd, action: StackAction): string {
  return end === 'done' ? DONE_WORD[action] : end;
}
