import { remainingSeconds } from '../../deploy/report/remaining.ts';
import { isSettled, type Timeline } from '../../deploy/report/timeline.ts';
import { displayWidth } from '../display-width.ts';
import { clip, formatElapsed, formatRough, padTo } from '../format.ts';
import type { Style } from '../style.ts';
import { renderTable } from '../table.ts';
import { foldStacks } from './deploy-fold.ts';
import { stackRow } from './deploy-row.ts';
import { countOf, isNamed } from './deploy-words.ts';
import type { Frame } from './live-screen.ts';
import { bar } from './spinner.ts';

/** Rows that are not stacks: heading, progress, what is folded, and the cursor's. */
const OTHER_ROWS = 4;

/** Draws the board of a deploy: how far it is as a whole, and a line per stack. Never wider or higher than the terminal. */
export function deployBoard(title: string, timeline: Timeline, frame: Frame, style: Style): string[] {
  if (timeline.startedAt === undefined) return [];
  const width = frame.columns - 1;
  const { shown, folded } = foldStacks(timeline, Math.max(1, frame.rows - OTHER_ROWS));
  const rows = shown.map(stack => stackRow(stack, { timeline, frame, style }));
  const lines = [
    heading(title, timeline, frame, style),
    progressLine(timeline, width, style),
    ...renderTable(rows, width),
    ...(folded === '' ? [] : [style.dim(clip(`   ${folded}`, width))]),
  ];
  return lines.slice(0, Math.max(1, frame.rows - 1));
}

function heading(title: string, timeline: Timeline, frame: Frame, style: Style): string {
  const width = frame.columns - 1;
  const now = timeline.endedAt ?? frame.now;
  const elapsed = formatElapsed((now - (timeline.startedAt ?? now)) / 1000);
  const rest = timeline.endedAt === undefined ? remainingSeconds(timeline, now) : undefined;
  const time = rest === undefined ? elapsed : `${elapsed}, about ${formatRough(rest)} left`;
  const right = displayWidth(title) + displayWidth(time) + 2 > width ? elapsed : time;
  const room = Math.max(0, width - displayWidth(right));
  return `${style.bold(padTo(clip(title, Math.max(0, room - 2)), room))}${clip(right, width)}`;
}

/** How much of the work is done: by resources, of which a stack that will not move any more has none left. */
function progressLine({ stacks }: Timeline, width: number, style: Style): string {
  const changed = [...stacks.values()].filter(isNamed);
  const settled = changed.filter(isSettled).length;
  const counts = changed.map(countOf);
  const [done, all] = [sum(counts.map(({ done }) => done)), sum(counts.map(({ all }) => all))];
  const resources = all === 0 ? '' : ` · ${done} of ${all} resources`;
  const text = clip(`${settled} of ${changed.length} stacks${resources}`, width - 8);
  const part =
    changed.length === 0
      ? 1
      : settled === changed.length
        ? 1
        : all === 0
          ? settled / changed.length
          : done / all;
  const { filled, empty } = bar(part, Math.max(4, Math.min(40, width - displayWidth(text) - 3)));
  return ` ${style.good(filled)}${style.dim(empty)}  ${text}`;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
