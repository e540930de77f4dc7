import { isSlow } from '../../deploy/apply/durations.ts';
import { currentStep, hasFailed } from '../../deploy/report/resource-track.ts';
import { isSettled, type StackTrack, type Timeline } from '../../deploy/report/timeline.ts';
import { clip, formatElapsed, formatSeconds } from '../format.ts';
import type { Style } from '../style.ts';
import type { Cell } from '../table.ts';
import { ACTIVE_WORD, countOf, endWord, expectedWords } from './deploy-words.ts';
import type { Frame } from './live-screen.ts';
import { spinner } from './spinner.ts';

interface RowContext {
  readonly timeline: Timeline;
  readonly frame: Frame;
  readonly style: Style;
}

/** Below this a row has no room for what is expected beside what has passed. */
const WIDE = 72;

/** Draws one stack: its state as a sign and a word, its resources, its time, and what it works on or waits for. */
export function stackRow(stack: StackTrack, context: RowContext): Cell[] {
  const { frame, style } = context;
  const { glyph, paint } = mark(stack, context);
  return [
    { text: ` ${glyph}`, paint },
    { text: clip(stack.key, Math.max(8, Math.floor(frame.columns / 4))) },
    { text: word(stack, frame), paint },
    { text: count(stack), align: 'right' },
    { text: time(stack, frame), align: 'right' },
    { text: detail(stack, context), paint: style.dim },
  ];
}

/** A sign of its own for each state: without colors they are told apart all the same. */
function mark(stack: StackTrack, { frame, style }: RowContext): { glyph: string; paint: Style['good'] } {
  const { state } = stack;
  if (state === 'waiting') return { glyph: '·', paint: style.dim };
  if (state === 'active') {
    if (isFailing(stack)) return { glyph: '✗', paint: style.bad };
    if (isLate(stack, frame)) return { glyph: '!', paint: style.warn };
    return { glyph: spinner(frame.tick), paint: style.accent };
  }
  if (state === 'failed') return { glyph: '✗', paint: style.bad };
  if (state === 'done') return { glyph: '✓', paint: style.good };
  if (state === 'unchanged') return { glyph: '=', paint: style.dim };
  return { glyph: '-', paint: style.warn };
}

function word(stack: StackTrack, frame: Frame): string {
  const { state, action, goesOn } = stack;
  if (state === 'waiting') return 'waiting';
  if (state !== 'active') return endWord(state, action, goesOn);
  if (isFailing(stack)) return 'failing';
  return isLate(stack, frame) ? 'slow' : ACTIVE_WORD[action];
}

function count(stack: StackTrack): string {
  const { done, all } = countOf(stack);
  return all === 0 || stack.state === 'skipped' || stack.state === 'cancelled' ? '' : `${done}/${all}`;
}

function time(stack: StackTrack, frame: Frame): string {
  const { state, seconds, expected } = stack;
  if (state === 'active') {
    const passed = formatElapsed(elapsed(stack, frame));
    return expected === undefined || frame.columns < WIDE
      ? passed
      : `${passed} of ${expectedWords(expected)}`;
  }
  if (state === 'waiting') return expected === undefined ? '' : expectedWords(expected);
  return seconds === undefined || state === 'skipped' || state === 'unchanged' ? '' : formatSeconds(seconds);
}

function detail(stack: StackTrack, { timeline, frame }: RowContext): string {
  const { state, because, after } = stack;
  if (state === 'skipped') return because === undefined ? '' : `because of ${because}`;
  if (state === 'failed') return failedResource(stack) ?? '';
  if (state === 'active') return work(stack, frame);
  if (state !== 'waiting') return '';
  const open = after.filter(key => {
    const producer = timeline.stacks.get(key);
    return producer !== undefined && !isSettled(producer);
  });
  return open.length === 0 ? '' : `after ${open.join(', ')}`;
}

/** What it works on and for how long: the resource that it began with first, and how many more. */
function work(stack: StackTrack, frame: Frame): string {
  const failed = failedResource(stack);
  if (failed !== undefined) return `${failed}, rolling back`;
  const busy = [...stack.resources.values()].flatMap(resource => {
    const step = currentStep(resource);
    return step === undefined ? [] : [{ ...resource, startedAt: step.startedAt }];
  });
  const [first] = busy.toSorted((a, b) => a.startedAt - b.startedAt);
  if (first === undefined) return '';
  // The beginning is by CloudFormation's clock: a resource is never at work for longer than its stack.
  const seconds = Math.min((frame.now - first.startedAt) / 1000, elapsed(stack, frame));
  const more = busy.length === 1 ? '' : ` and ${busy.length - 1} more`;
  return `${first.logicalId} ${formatElapsed(seconds)}${more}`;
}

function failedResource({ resources }: StackTrack): string | undefined {
  const failed = [...resources.values()].find(hasFailed);
  return failed === undefined ? undefined : `${failed.logicalId} failed`;
}

function isFailing(stack: StackTrack): boolean {
  return failedResource(stack) !== undefined;
}

function isLate(stack: StackTrack, frame: Frame): boolean {
  const { expected } = stack;
  return expected?.from === 'last' && isSlow(elapsed(stack, frame) * 1000, expected.seconds * 1000);
}

function elapsed({ startedAt }: StackTrack, { now }: Frame): number {
  return startedAt === undefined ? 0 : Math.max(0, now - startedAt) / 1000;
}
