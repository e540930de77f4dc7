import { createLogUpdate } from 'log-update';
import stringWidth from 'string-width';
import type { OutputStream } from '../terminal.ts';

/** What a view needs to know about the place it draws on. */
export interface Frame {
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly columns: number;
  readonly rows: number;
  /** Counts the redraws: turns the spinner. */
  readonly tick: number;
}

/** A part of the terminal that is redrawn in place, at the lower end of the scrollback. */
export interface LiveScreen {
  /** Writes lines above the board, where they stay. */
  persist(lines: readonly string[]): void;
  /** Takes the board away, for a question or for the end. It comes back with the next `resume`. */
  pause(): void;
  resume(): void;
  /** Draws a last time and leaves the board standing. */
  close(): void;
}

const REDRAWS_A_SECOND = 8;

/** Draws `view` at a steady rate until it is closed: events in between cost nothing, and a resize is picked up. */
export function createLiveScreen(
  stream: OutputStream,
  view: (frame: Frame) => readonly string[],
): LiveScreen {
  const update = createLogUpdate(stream as NodeJS.WriteStream);
  let tick = 0;
  let drawn: Drawn = { lines: [], columns: 0 };
  let timer: NodeJS.Timeout | undefined;
  const draw = () => {
    const frame = { now: Date.now(), columns: stream.columns ?? 80, rows: stream.rows ?? 24, tick: tick++ };
    const lines = view(frame);
    if (lines.length === 0) return;
    stream.write(eraseFolded(drawn, frame.columns));
    update(lines.join('\n'));
    drawn = { lines, columns: frame.columns };
  };
  const resume = () => {
    timer ??= setInterval(draw, 1000 / REDRAWS_A_SECOND);
  };
  const stop = () => {
    clearInterval(timer);
    timer = undefined;
  };
  return {
    persist: lines => {
      if (lines.length > 0) update.persist(lines.join('\n'));
    },
    pause: () => {
      stop();
      update.clear();
      drawn = { lines: [], columns: 0 };
    },
    resume,
    close: () => {
      if (timer !== undefined) draw();
      stop();
      update.done();
    },
  };
}

interface Drawn {
  readonly lines: readonly string[];
  readonly columns: number;
}

/**
 * A terminal that got narrower has folded the lines of the last frame, and they take more rows than were drawn: erases
 * these from below, so that what is left is as high as log-update believes.
 */
function eraseFolded({ lines, columns: before }: Drawn, columns: number): string {
  if (columns >= before) return '';
  const extra = lines.map(line => Math.max(1, Math.ceil(stringWidth(line) / columns)) - 1);
  const rows = extra.reduce((sum, count) => sum + count, 0);
  return rows === 0 ? '' : `\u001B[${rows}A\u001B[J`;
}
