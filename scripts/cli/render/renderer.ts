import type { CommandContext } from '../command-context.ts';
import { canRedraw } from '../terminal.ts';

/** Shows the events of one area. */
export interface Renderer<Event> {
  readonly report: (event: Event) => void;
  /** Makes room for a question; `resume` goes on drawing. */
  pause(): void;
  resume(): void;
  /** Ends the drawing; to be called once, whatever happened. */
  close(): void;
}

/** How events are shown: a redrawn board, one line each, or one JSON object each. */
export type RenderMode = 'board' | 'lines' | 'json';

export function renderMode({ options, terminal }: Pick<CommandContext, 'options' | 'terminal'>): RenderMode {
  if (options.json) return 'json';
  return canRedraw(terminal) ? 'board' : 'lines';
}

/** A renderer without a board: every event becomes what `write` makes of it. */
export function lineRenderer<Event>(write: (event: Event) => void): Renderer<Event> {
  const nothing = () => {};
  return { report: write, pause: nothing, resume: nothing, close: nothing };
}
