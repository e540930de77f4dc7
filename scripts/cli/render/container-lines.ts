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

/** Writes `3 of 4 containers work`; of none that works: `4 containers start`. */
export function containersText({ up, working }: { readonly up: number; readonly working: number }): string {
  if (up === 0) return 'no container is up';
  if (working === 0) return plural(up, 'container starts', 'containers start');
  if (working === up) return plural(up, 'container works', 'containers work');
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
  const leaving = count > 1 ? 'they leave' : 'it leaves';
  return `Starts ${plural(count, 'container')} of ${kind}: ${price}, ${leaving} after ${idleSeconds} s without work.`;
}

function endLine(event: Extract<ContainerEvent, { type: 'containers-left' }>): string {
  const { started, lost, up, seconds, billedSeconds, cost } = event;
  const losses = lost === 0 ? '' : ` (${formatCount(lost)} lost)`;
  const time = `${formatSeconds(seconds)}${started > 1 ? ' together' : ''}${up > 0 ? ' so far' : ''}`;
  const bill = `Fargate bills ${formatSeconds(billedSeconds)}, about ${formatDollars(cost)}`;
  const rest =
    up === 0 ? '' : ` once all have left: ${stillUpText(event)} after ${event.idleSeconds} s without work`;
  return `${plural(started, 'container')}${losses}: ${time}. ${bill}${rest}.`;
}

function stillUpText({ up, started }: { readonly up: number; readonly started: number }): string {
  if (started === 1) return 'it is still up, and leaves by itself';
  return up === 1
    ? '1 is still up, and leaves by itself'
    : `${formatCount(up)} are still up, and leave by themselves`;
}
