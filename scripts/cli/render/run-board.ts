import { clip, formatCount, formatRate, formatSeconds, padTo } from '../format.ts';
import type { Style } from '../style.ts';
import { containersText } from './container-lines.ts';
import type { Frame } from './live-screen.ts';
import { type RunPicture, rateOf } from './run-progress.ts';
import { bar } from './spinner.ts';

/** Draws the board of a run: its name, the bar, the rate and the rest, and the youngest failures. */
export function runBoard(picture: RunPicture, frame: Frame, style: Style): string[] {
  const width = frame.columns - 1;
  return [
    heading(picture, frame, width, style),
    progressLine(picture, width, style),
    clip(` ${figures(picture).join(' · ')}`, width),
    ...picture.failures.map(failure => failureLine(failure, width, style)),
  ];
}

function heading(picture: RunPicture, frame: Frame, width: number, style: Style): string {
  const { pool = '', run, startedAt, endedAt } = picture;
  const time =
    startedAt === undefined ? '' : formatSeconds(Math.max(0, (endedAt ?? frame.now) - startedAt) / 1000);
  const title = clip(`Running ${pool}${run === undefined ? '' : `  ${run}`}`, width - time.length - 1);
  return `${style.bold(padTo(title, width - time.length))}${time}`;
}

function progressLine({ counts }: RunPicture, width: number, style: Style): string {
  const { tasks, done } = counts;
  const part = tasks === 0 ? 0 : done / tasks;
  const text = `${String(Math.floor(part * 100)).padStart(3)} %  ${formatCount(done)} of ${formatCount(tasks)} tasks`;
  const { filled, empty } = bar(part, Math.max(10, Math.min(60, width - text.length - 3)));
  return ` ${style.good(filled)}${style.dim(empty)}  ${text}`;
}

function figures(picture: RunPicture): string[] {
  const { counts, phase, sent, containers } = picture;
  const rate = rateOf(picture);
  return [
    ...(phase === 'preparing' ? ['reading the input'] : []),
    ...(phase === 'sending' ? [`sent ${formatCount(sent)} of ${formatCount(counts.chunks)} chunks`] : []),
    `${formatCount(counts.chunksDone)} of ${formatCount(counts.chunks)} chunks`,
    ...(containers === undefined || isOver(phase) ? [] : [containersText(containers)]),
    ...(rate === undefined ? [] : [`${formatRate(rate)} tasks/s`]),
    // Known when results are read, which in task order comes late: none yet is no promise.
    ...(counts.failed > 0 || phase === 'ended' ? [`${formatCount(counts.failed)} failed`] : []),
    ...remaining(picture, rate),
  ];
}

function remaining({ phase, counts }: RunPicture, rate: number | undefined): string[] {
  if (isOver(phase)) return [phase === 'ended' ? 'done' : 'detached'];
  if (rate === undefined || rate <= 0) return [];
  return [`about ${formatSeconds(Math.max(1, Math.round((counts.tasks - counts.done) / rate)))} left`];
}

function isOver(phase: RunPicture['phase']): boolean {
  return phase === 'ended' || phase === 'detached';
}

function failureLine({ task, error }: RunPicture['failures'][number], width: number, style: Style): string {
  return ` ${style.bad('✗')} ${clip(`task ${task}: ${error.name}: ${error.message}`, width - 3)}`;
}
