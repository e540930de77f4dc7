import type { RunEvent, RunProgress } from '../../pool/events.ts';
import {
  formatBytes,
  formatCount,
  formatDollars,
  formatMoment,
  formatRate,
  formatSeconds,
  plural,
} from '../format.ts';
import { containerLine } from './container-lines.ts';

/**
 * Writes one event of a run as lines of text. `outcome` and `progress` come too often to be shown
 * here, and whoever detaches says so itself.
 */
export function runLines(event: RunEvent): string[] {
  switch (event.type) {
    case 'input':
      return [`Input: ${plural(event.tasks, 'task')}, ${formatBytes(event.bytes)}.`];
    case 'run-created':
      return createdLines(event);
    case 'safe-to-leave':
      return ['Everything is sent: safe to leave. Come back with:', `  npx cloudpool resume ${event.run}`];
    case 'containers-started':
    case 'containers':
    case 'container-lost':
    case 'containers-left':
      return [containerLine(event)];
    case 'notice':
      return [`note: ${event.message}`];
    case 'run-ended':
      return [endedLine(event), ...(event.output === undefined ? [] : [`Results: ${event.output}`])];
    default:
      return [];
  }
}

/**
 * Writes how far a run is: `342 of 589 tasks, 3 failed, 20 of 37 chunks`. Failures are known when their results are read,
 * which in task order comes late: until then nothing is said of them.
 */
export function progressText({ done, tasks, failed, chunksDone, chunks }: RunProgress): string {
  const failures = failed === 0 ? '' : `, ${formatCount(failed)} failed`;
  return `${formatCount(done)} of ${plural(tasks, 'task')}${failures}, ${formatCount(chunksDone)} of ${plural(chunks, 'chunk')}`;
}

function createdLines(event: Extract<RunEvent, { type: 'run-created' }>): string[] {
  const { run, tasks, chunks, until, largestBill } = event;
  const deadline = `No task starts after ${formatMoment(until)}`;
  const bill = largestBill === undefined ? '' : `, and it costs ${formatDollars(largestBill)} at most`;
  return [`Run ${run}: ${plural(tasks, 'task')} in ${plural(chunks, 'chunk')}.`, `${deadline}${bill}.`];
}

function endedLine({ progress, wallSeconds }: Extract<RunEvent, { type: 'run-ended' }>): string {
  const { tasks, done, failed } = progress;
  const rate = wallSeconds > 0 ? ` (${formatRate(done / wallSeconds)} tasks/s)` : '';
  return `${plural(tasks, 'task')} done in ${formatSeconds(wallSeconds)}${rate}, ${formatCount(failed)} failed.`;
}
