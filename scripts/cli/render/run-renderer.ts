import type { RunEvent } from '../../pool/events.ts';
import { type CommandContext, printJson, say } from '../command-context.ts';
import { createLiveScreen } from './live-screen.ts';
import { lineRenderer, type Renderer, renderMode } from './renderer.ts';
import { runBoard } from './run-board.ts';
import { progressText, runLines } from './run-lines.ts';
import { nextRunPicture, noRunPicture } from './run-progress.ts';

/** A log gets a line of progress this often, in milliseconds, and not one per task. */
const PROGRESS_EVERY_MS = 2_000;

const ENDINGS: ReadonlySet<RunEvent['type']> = new Set(['run-ended', 'containers-left', 'detached']);

/** Shows the events of `run` and `resume` in the way that fits the output. */
export function createRunRenderer(context: CommandContext): Renderer<RunEvent> {
  const mode = renderMode(context);
  if (mode === 'json') return lineRenderer(event => printJson(context, event));
  return mode === 'lines' ? lineRenderer(logger(context)) : boardRenderer(context);
}

function logger(context: CommandContext): (event: RunEvent) => void {
  let shownAt = Number.NEGATIVE_INFINITY;
  return event => {
    if (event.type !== 'progress') return say(context, ...runLines(event));
    if (event.at - shownAt < PROGRESS_EVERY_MS) return;
    shownAt = event.at;
    say(context, progressText(event.progress));
  };
}

function boardRenderer({ terminal, style }: CommandContext): Renderer<RunEvent> {
  let picture = noRunPicture;
  const after: string[] = [];
  const screen = createLiveScreen(terminal.stderr, frame => runBoard(picture, frame, style));
  return {
    report: event => {
      picture = nextRunPicture(picture, event);
      // The end stands below the finished board; everything else scrolls away above it.
      if (ENDINGS.has(event.type)) after.push(...runLines(event));
      // The board shows it as a figure.
      else if (event.type !== 'containers') screen.persist(runLines(event));
      if (event.type === 'run-created' || event.type === 'progress') screen.resume();
    },
    pause: () => screen.pause(),
    resume: () => screen.resume(),
    close: () => {
      screen.close();
      if (after.length > 0) terminal.stderr.write(`${after.join('\n')}\n`);
    },
  };
}
