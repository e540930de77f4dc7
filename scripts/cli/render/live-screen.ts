import { displayWidth } from '../display-width.ts';
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

/** What turns the clock and the cursor: replaced in tests. */
export interface ScreenPorts {
  readonly now: () => number;
  /** Calls `draw` at a steady rate; the answer stops it. */
  readonly every: (draw: () => void) => () => void;
}

const realPorts: ScreenPorts = {
  now: Date.now,
  every: draw => {
    const timer = setInterval(draw, 1000 / REDRAWS_A_SECOND);
    return () => clearInterval(timer);
  },
};

/**
 * Draws `view` at a steady rate until it is closed: events in between cost nothing, and a resize is picked up. A frame
 * that is not higher than the terminal is erased whole before the next one is written, in one piece.
 */
export function createLiveScreen(
  stream: OutputStream,
  view: (frame: Frame) => readonly string[],
  { now, every }: ScreenPorts = realPorts,
): LiveScreen {
  let tick = 0;
  let drawn: readonly string[] = [];
  let stop: (() => void) | undefined;
  const columns = () => stream.columns ?? 80;
  const showCursor = () => void stream.write(SHOW_CURSOR);
  /** Takes the last frame away and writes `kept`, which stays, and the next frame below it. */
  const write = (kept: readonly string[], frame: readonly string[]) => {
    const text = [...kept, ...frame].map(line => `${line}\n`).join('');
    const erased = erase(drawn, columns());
    drawn = frame;
    if (erased + text !== '') stream.write(`${BEGIN}${erased}${text}${END}`);
  };
  const draw = (rows = stream.rows ?? 24) => {
    write([], view({ now: now(), columns: columns(), rows, tick: tick++ }));
  };
  const halt = () => {
    if (stop === undefined) return;
    stop();
    stop = undefined;
    process.off('exit', showCursor);
    showCursor();
  };
  return {
    persist: lines => {
      if (lines.length > 0) write(lines, drawn);
    },
    pause: () => {
      halt();
      write([], []);
    },
    resume: () => {
      if (stop !== undefined) return;
      stop = every(() => draw());
      // However the process ends, the cursor is there again.
      process.once('exit', showCursor);
      stream.write(HIDE_CURSOR);
    },
    close: () => {
      // What is never redrawn may be as high as it likes.
      if (stop !== undefined) draw(Number.POSITIVE_INFINITY);
      halt();
      drawn = [];
    },
  };
}

const HIDE_CURSOR = '\u001B[?25l';
const SHOW_CURSOR = '\u001B[?25h';
/** Synchronized output: a terminal that knows it shows nothing half-drawn, any other ignores it. */
const BEGIN = '\u001B[?2026h';
const END = '\u001B[?2026l';

/**
 * Erases the last frame from below. A terminal that got narrower has folded its lines: they take more rows now. The first
 * row is erased by itself: tmux keeps in its scrollback what is erased from the top left corner on.
 */
function erase(lines: readonly string[], columns: number): string {
  const rows = lines.reduce((sum, line) => sum + Math.max(1, Math.ceil(displayWidth(line) / columns)), 0);
  return rows === 0 ? '' : `\u001B[${rows}A\r\u001B[2K\u001B[B\u001B[J\u001B[A`;
}
