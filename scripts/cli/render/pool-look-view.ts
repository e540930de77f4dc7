import type { FleetLook, PoolLook } from '../../pool/look/look-at-pool.ts';
import type { PoolMetrics } from '../../pool/look/pool-metrics.ts';
import { clip, formatCount, formatSeconds, plural } from '../format.ts';
import { plainStyle, type Style } from '../style.ts';
import { queueText } from './status-view.ts';
import { workerLine } from './worker-line.ts';

export interface PoolLookView {
  readonly style: Style;
  readonly width: number;
  readonly isEmulator: boolean;
}

const INDENT = 14;

/** Draws how a pool does: its size, its last hour, its containers, its messages, and the last lines of its workers. */
export function renderPoolLook(look: PoolLook, view: PoolLookView): string[] {
  const { pool, queue, containers, metrics, log } = look;
  const { style, width, isEmulator } = view;
  const size = `${formatCount(pool.memoryMb)} MB, ${pool.architecture}, ${pool.timeoutSeconds} s, at most ${pool.concurrency} at once`;
  const lines = log.map(
    ({ at, text }) => `${style.dim(timeOf(at))}  ${clip(workerLine(text, plainStyle), width - INDENT - 14)}`,
  );
  return [
    style.bold(pool.key),
    ...block('function', [size], style),
    ...block('last hour', metricLines(metrics, isEmulator), style),
    ...block('containers', containers.map(fleetLine), style),
    ...block('messages', [queueText(queue)], style),
    ...block('log', lines.length === 0 ? ['nothing was printed in the last hour'] : lines, style),
  ];
}

function block(name: string, lines: readonly string[], style: Style): string[] {
  return lines.map((line, index) => `  ${style.dim((index === 0 ? name : '').padEnd(INDENT - 2))}${line}`);
}

function fleetLine({ fleet, running, maxTasks }: FleetLook): string {
  return `${fleet}: ${formatCount(running)} of at most ${formatCount(maxTasks)} running`;
}

function metricLines(metrics: PoolMetrics | undefined, isEmulator: boolean): string[] {
  const gap = isEmulator
    ? ['The emulator records direct calls only: what came through the queue is not counted.']
    : [];
  if (metrics === undefined) return ['CloudWatch has recorded nothing', ...gap];
  const { invocations, errors, throttles, medianMs, longestMs } = metrics;
  const times =
    medianMs === undefined || longestMs === undefined
      ? ''
      : `; half within ${durationOf(medianMs)}, the longest ${durationOf(longestMs)}`;
  const counts = [plural(invocations, 'invocation'), plural(errors, 'error'), plural(throttles, 'throttle')];
  return [`${counts.join(', ')}${times}`, ...gap];
}

function durationOf(ms: number): string {
  return ms < 995 ? `${ms < 9.95 ? ms.toFixed(1) : Math.round(ms)} ms` : formatSeconds(ms / 1_000);
}

/** UTC, to the millisecond: `20:23:59.120`. */
function timeOf(at: number): string {
  return new Date(at).toISOString().slice(11, 23);
}
