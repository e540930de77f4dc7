import type { StackWait } from '../../../deploy/events.ts';
import type { StackTrack } from '../../../deploy/report/timeline.ts';
import { formatPosition } from '../../../errors.ts';
import { ACTIVE_WORD, endWord } from '../deploy-words.ts';

/** Says how a stack stands at the end of the report. */
export function stateWord({ state, action, because, goesOn }: StackTrack): string {
  if (state === 'waiting') return 'did not begin';
  if (state === 'active') return `still ${ACTIVE_WORD[action]}`;
  return because === undefined ? endWord(state, action, goesOn) : `${state} because of ${because}`;
}

/** Says why a stack waits for another, and where that is written. */
export function waitReason({ kind, via = '', at }: StackWait): string {
  return `${REASONS[kind](via)}${at === undefined ? '' : `, ${formatPosition(at)}`}`;
}

const REASONS: Readonly<Record<StackWait['kind'], (via: string) => string>> = {
  strong: via => `for its export ${via}`,
  weak: via => `for its output ${via}`,
  function: () => 'for the bucket that the code lies in',
  after: () => 'because the environment says so',
  release: via => `until it lets go of ${via}`,
};

const VERBS: Readonly<Record<string, string>> = {
  CREATE: 'created',
  UPDATE: 'updated',
  DELETE: 'deleted',
  IMPORT: 'imported',
};

/** Says what was done to a resource. */
export function verbWord(verb: string): string {
  return VERBS[verb] ?? verb.toLowerCase().replaceAll('_', ' ');
}
