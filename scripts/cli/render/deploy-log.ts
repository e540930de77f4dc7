import type { DeployEvent } from '../../deploy/events.ts';
import { emptyTimeline, nextTimeline } from '../../deploy/report/timeline.ts';
import { formatClock } from '../format.ts';
import { type DeployLineOptions, deployLines } from './deploy-lines.ts';
import { heartbeatWords, SILENCE } from './heartbeat.ts';
import type { Renderer } from './renderer.ts';

/** What turns the clock: replaced in tests. */
export interface LogPorts {
  readonly now: () => number;
  /** Calls `look` now and then; the answer stops it. */
  readonly every: (look: () => void) => () => void;
}

const realPorts: LogPorts = {
  now: Date.now,
  every: look => {
    const timer = setInterval(look, 5_000).unref();
    return () => clearInterval(timer);
  },
};

/** Writes a line an event, and one a minute where nothing is to be told: no log is silent while something goes on. */
export function createDeployLog(
  write: (...lines: readonly string[]) => void,
  options: () => DeployLineOptions,
  { now, every }: LogPorts = realPorts,
): Renderer<DeployEvent> {
  let timeline = emptyTimeline;
  let said = now();
  const tell = (...lines: readonly string[]) => {
    if (lines.length > 0) said = now();
    write(...lines);
  };
  const stop = every(() => {
    const words = now() - said < SILENCE ? undefined : heartbeatWords(timeline, now());
    const { startedAt = now() } = timeline;
    if (words !== undefined) tell(`${formatClock((now() - startedAt) / 1000).padStart(5)}  ${words}`);
  });
  return {
    report: event => {
      timeline = nextTimeline(timeline, event);
      tell(...deployLines(event, timeline, options()));
    },
    pause: () => {},
    resume: () => {},
    close: stop,
  };
}
