import type { DeployEvent } from '../../deploy/events.ts';
import { formatBytes, formatSeconds } from '../format.ts';
import type { Style } from '../style.ts';
import { ACTIVE_WORD } from './deploy-words.ts';
import { renderFailure } from './failure-view.ts';
import { renderPlan } from './plan-view.ts';

export interface DeployLineOptions {
  readonly style: Style;
  readonly width: number;
  readonly brief?: boolean;
}

/** Writes one event of a deploy as lines of text, for a log: complete without a board. */
export function deployLines(event: DeployEvent, options: DeployLineOptions): string[] {
  switch (event.type) {
    case 'stack-started':
      return [`${event.key}: ${ACTIVE_WORD[event.action]}`];
    case 'resource':
      return [resourceLine(event)];
    case 'stack-ended':
      return [endLine(event)];
    default:
      return lastingLines(event, options);
  }
}

/** Writes what stays on the screen beside a board as well: the plan, uploads, failures, notices and the end. */
export function lastingLines(event: DeployEvent, options: DeployLineOptions): string[] {
  switch (event.type) {
    case 'plan':
      return renderPlan(event.stacks, options, event.orphans);
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

function resourceLine(event: Extract<DeployEvent, { type: 'resource' }>): string {
  const reason = event.reason === undefined ? '' : `: ${event.reason}`;
  return `${event.key}: ${event.logicalId} ${event.status}${reason}`;
}

function endLine(event: Extract<DeployEvent, { type: 'stack-ended' }>): string {
  const because = event.because === undefined ? '' : ` because of ${event.because}`;
  const time = event.end === 'done' || event.end === 'failed' ? ` after ${formatSeconds(event.seconds)}` : '';
  return `${event.key}: ${event.end}${because}${time}`;
}

function overheadLine(event: Extract<DeployEvent, { type: 'apply-ended' }>): string {
  const { wallSeconds, criticalSeconds, overheadSeconds } = event;
  return `Took ${formatSeconds(wallSeconds)}: CloudFormation ${formatSeconds(criticalSeconds)}, Cloudpool ${formatSeconds(overheadSeconds)}.`;
}
