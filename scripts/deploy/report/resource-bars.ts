import { type ResourceTrack, wasCancelled } from './resource-track.ts';
import type { StackTrack } from './timeline.ts';

/** One thing that CloudFormation did to a resource. Seconds from the beginning of its phase. */
export interface ResourceBar {
  readonly stack: string;
  readonly resource: ResourceTrack;
  readonly verb: string;
  readonly from: number;
  readonly to: number;
  readonly failed: boolean;
  /** It was given up because another resource failed. */
  readonly cancelled: boolean;
  /** It still went on at the last event. */
  readonly open: boolean;
}

/** How the times of events become seconds. */
export interface BarClock {
  /** Milliseconds by which CloudFormation's clock is ahead of ours. */
  readonly skew: number;
  /** The last event, milliseconds since the epoch. */
  readonly last: number;
  readonly seconds: (at: number) => number;
}

/** What was done to the resources of a stack, each by itself. */
export function resourceBars(
  { key, resources }: StackTrack,
  { skew, last, seconds }: BarClock,
): readonly ResourceBar[] {
  return [...resources.values()].flatMap(resource =>
    resource.steps.map(({ verb, startedAt, endedAt, failed = false }) => ({
      stack: key,
      resource,
      verb,
      failed: failed && !wasCancelled(resource),
      cancelled: failed && wasCancelled(resource),
      from: seconds(startedAt - skew),
      to: seconds((endedAt ?? last + skew) - skew),
      open: endedAt === undefined,
    })),
  );
}

/** The steps that took longest, the longest first. */
export function slowest(bars: readonly ResourceBar[], count: number): readonly ResourceBar[] {
  return bars.toSorted((a, b) => b.to - b.from - (a.to - a.from)).slice(0, count);
}
