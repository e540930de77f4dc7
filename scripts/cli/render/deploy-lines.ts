import type { DeployEvent } from '../../deploy/events.ts';
import type { Timeline } from '../../deploy/report/timeline.ts';
import { formatBytes, formatClock, formatElapsed, formatSeconds, plural } from '../format.ts';
import type { Style } from '../style.ts';
import { ACTIVE_WORD, countOf, expectedWords } from './deploy-words.ts';
import { renderFailure } from './failure-view.ts';
import { renderPlan } from './plan-view.ts';

export interface DeployLineOptions {
  readonly style: Style;
  readonly width: number;
  readonly brief?: boolean;
}

/**
 * Writes one event of a deploy as lines of text, for a log: complete without a board. `timeline` has taken the event in
 * already; what has a time says how long after the beginning it was.
 */
export function deployLines(event: DeployEvent, timeline: Timeline, options: DeployLineOptions): string[] {
  switch (event.type) {
    case 'stack-started':
      return [clock(event.at, timeline) + startLine(event, timeline)];
    case 'resource':
      return [clock(event.at, timeline) + resourceLine(event, timeline)];
    case 'stack-ended':
      return [clock(event.at, timeline) + endLine(event)];
    default:
      return lastingLines(event, options);
  }
}

function clock(at: number, { startedAt = at }: Timeline): string {
  return `${formatClock((at - startedAt) / 1000).padStart(5)}  `;
}

/** Writes what stays on the screen beside a board as well: the plan, uploads, failures, notices and the end. */
export function lastingLines(event: DeployEvent, options: DeployLineOptions): string[] {
  switch (event.type) {
    case 'plan':
      return renderPlan(event, options);
    case 'upload':
      return event.skipped ? [] : [`code of ${event.function}: uploaded, ${formatBytes(event.bytes)}`];
    case 'failure':
      return renderFailure(event.card, options);
    case 'notice':
      return [`note: ${event.message}`];
    case 'apply-ended':
      return [overheadLine(event)];
    default:
      return [];
  }
}

function startLine(event: Extract<DeployEvent, { type: 'stack-started' }>, timeline: Timeline): string {
  const { planned = 0, expected } = timeline.stacks.get(event.key) ?? {};
  const facts = [
    ...(planned === 0 ? [] : [plural(planned, 'resource')]),
    ...(expected === undefined ? [] : [`${expectedWords(expected)} expected`]),
  ];
  return [`${event.key}: ${ACTIVE_WORD[event.action]}`, ...facts].join(', ');
}

/** With how many are done, and how long it took, once it is done. */
function resourceLine(event: Extract<DeployEvent, { type: 'resource' }>, timeline: Timeline): string {
  const { key, logicalId, status, reason } = event;
  const stack = timeline.stacks.get(key);
  const step = stack?.resources.get(logicalId)?.steps.at(-1);
  const facts: string[] = [];
  if (stack !== undefined && step?.endedAt !== undefined) {
    const { done, all } = countOf(stack);
    facts.push(`${done} of ${all}`, formatElapsed((step.endedAt - step.startedAt) / 1000));
  }
  const why = reason === undefined ? '' : `: ${reason}`;
  return [`${key}: ${logicalId} ${status}`, ...facts].join(', ') + why;
}

function endLine(event: Extract<DeployEvent, { type: 'stack-ended' }>): string {
  const because = event.because === undefined ? '' : ` because of ${event.because}`;
  const time = event.end === 'done' || event.end === 'failed' ? ` after ${formatSeconds(event.seconds)}` : '';
  return `${event.key}: ${event.goesOn ? 'goes on' : event.end}${because}${time}`;
}

function overheadLine(event: Extract<DeployEvent, { type: 'apply-ended' }>): string {
  const { wallSeconds, criticalSeconds, overheadSeconds } = event;
  return `Took ${formatSeconds(wallSeconds)}: CloudFormation ${formatSeconds(criticalSeconds)}, Cloudpool ${formatSeconds(overheadSeconds)}.`;
}
