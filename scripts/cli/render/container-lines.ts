import type { RunEvent } from '../../pool/events.ts';
import { formatCount, formatDollars, formatSeconds, plural } from '../format.ts';

export type ContainerEvent = Extract<
  RunEvent,
  { type: 'containers-started' | 'containers' | 'container-lost' | 'containers-left' }
>;

/** Writes one event about the containers of a run. */
export function containerLine(event: ContainerEvent): string {
  switch (event.type) {
    case 'containers-started':
      return startedLine(event);
    case 'containers':
      return `${containersText(event)}.`;
    case 'container-lost':
      return `note: container ${event.container} of ${event.fleet} is lost: ${event.reason}`;
    case 'containers-left':
      return endLine(event);
  }
}

/** Writes `3 of 4 containers work`. */
export function containersText({ up, working }: { readonly up: number; readonly working: number }): string {
  if (up === 0) return 'no container is up';
  if (working === up) return `${plural(up, 'container works', 'containers work')}`;
  return `${formatCount(working)} of ${plural(up, 'container')} work`;
}

function startedLine({
  count,
  size,
  hourly,
  idleSeconds,
}: Extract<ContainerEvent, { type: 'containers-started' }>): string {
  const kind = `${size.vcpu} vCPU, ${size.memoryGb} GB${size.spot ? ' on Spot' : ''}`;
  const price = `${formatDollars(hourly)} an hour${count > 1 ? ' together' : ''}`;
  return `Starts ${plural(count, 'container')} of ${kind}: ${price}, they leave after ${idleSeconds} s without work.`;
}

function endLine(event: Extract<ContainerEvent, { type: 'containers-left' }>): string {
  const { started, lost, up, idleSeconds, seconds, cost } = event;
  const losses = lost === 0 ? '' : ` (${formatCount(lost)} lost)`;
  const rest =
    up === 0
      ? ''
      : ` ${formatCount(up)} still up: they leave by themselves after ${idleSeconds} s without work.`;
  const time = `${formatSeconds(seconds)}${started > 1 ? ' together' : ''}`;
  return `${plural(started, 'container')}${losses}: ${time} so far, about ${formatDollars(cost)}.${rest}`;
}
