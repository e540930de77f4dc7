import { formatSeconds, padTo } from '../format.ts';
import type { Style } from '../style.ts';
import { type Cell, renderTable } from '../table.ts';
import { type DeployProgress, endedStacks, type StackProgress } from './deploy-progress.ts';
import { ACTIVE_WORD, endWord } from './deploy-words.ts';
import type { Frame } from './live-screen.ts';
import { spinner } from './spinner.ts';

/** Draws the board of a deploy: a heading, and a line per stack with its state, its time and what it works on. */
export function deployBoard(title: string, progress: DeployProgress, frame: Frame, style: Style): string[] {
  if (progress.startedAt === undefined) return [];
  const stacks = [...progress.stacks.values()];
  const shown = mostInteresting(stacks, Math.max(3, frame.rows - 4));
  const rows = shown.map(stack => row(stack, progress, frame, style));
  const hidden = stacks.length - shown.length;
  return [
    heading(title, progress, frame, style),
    ...renderTable(rows, frame.columns - 1),
    ...(hidden > 0 ? [style.dim(`  … and ${hidden} more`)] : []),
  ];
}

function heading(title: string, progress: DeployProgress, frame: Frame, style: Style): string {
  const elapsed = ((progress.endedAt ?? frame.now) - (progress.startedAt ?? frame.now)) / 1000;
  const count = `${endedStacks(progress)}/${progress.stacks.size} stacks · ${formatSeconds(Math.max(0, elapsed))}`;
  const room = Math.max(0, frame.columns - 1 - count.length);
  return `${style.bold(padTo(title.slice(0, Math.max(0, room - 2)), room))}${count}`;
}

/** Where the terminal is too low for all: what moves first, then what waits, then what ended last. */
function mostInteresting(stacks: readonly StackProgress[], room: number): readonly StackProgress[] {
  if (stacks.length <= room) return stacks;
  const rank = ({ state }: StackProgress) =>
    state === 'active' || state === 'failed' ? 0 : state === 'waiting' ? 1 : 2;
  const kept = new Set([...stacks].sort((a, b) => rank(a) - rank(b)).slice(0, room));
  return stacks.filter(stack => kept.has(stack));
}

function row(stack: StackProgress, progress: DeployProgress, frame: Frame, style: Style): Cell[] {
  const { glyph, paint } = mark(stack, frame, style);
  return [
    { text: ` ${glyph}`, paint },
    { text: stack.key },
    { text: word(stack), paint },
    { text: time(stack, frame), align: 'right' },
    { text: detail(stack, progress), paint: style.dim },
  ];
}

function mark(
  { state }: StackProgress,
  { tick }: Frame,
  style: Style,
): { glyph: string; paint: Style['good'] } {
  if (state === 'waiting') return { glyph: '·', paint: style.dim };
  if (state === 'active') return { glyph: spinner(tick), paint: style.accent };
  if (state === 'failed') return { glyph: '✗', paint: style.bad };
  if (state === 'done') return { glyph: '✓', paint: style.good };
  if (state === 'unchanged') return { glyph: '=', paint: style.dim };
  return { glyph: '-', paint: style.warn };
}

function word({ state, action }: StackProgress): string {
  if (state === 'waiting') return 'waiting';
  return state === 'active' ? ACTIVE_WORD[action] : endWord(state, action);
}

function time({ state, startedAt, seconds }: StackProgress, { now }: Frame): string {
  if (state === 'active' && startedAt !== undefined)
    return formatSeconds(Math.max(0, now - startedAt) / 1000);
  return seconds === undefined || state === 'skipped' || state === 'unchanged' ? '' : formatSeconds(seconds);
}

function detail({ state, resource, because, after }: StackProgress, { stacks }: DeployProgress): string {
  if (state === 'skipped') return because === undefined ? '' : `because of ${because}`;
  if (state === 'active') return resource === undefined ? '' : `${resource.logicalId} ${resource.status}`;
  if (state !== 'waiting') return '';
  const open = after.filter(key => ['waiting', 'active'].includes(stacks.get(key)?.state ?? 'done'));
  return open.length === 0 ? '' : `after ${open.join(', ')}`;
}
