import type { Span } from '../apply/critical-path.ts';
import type { DeployEvent } from '../events.ts';
import { criticalChain } from './critical-chain.ts';
import { type ResourceBar, resourceBars } from './resource-bars.ts';
import { emptyTimeline, nextTimeline, type StackTrack, type Timeline } from './timeline.ts';

/** One stack of a report. Seconds from the beginning of its phase. */
export interface StackBar {
  readonly track: StackTrack;
  /** `undefined`: nothing ever happened to it. */
  readonly bar?: { readonly from: number; readonly to: number; readonly open: boolean };
  readonly critical: boolean;
  /** The producer that ended last: the one that it really waited for. */
  readonly waitedFor?: string;
  readonly resources: readonly ResourceBar[];
}

/** What was followed first because it was busy, or what was deployed. */
export interface Phase {
  readonly timeline: Timeline;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly seconds: number;
  /** In the order in which they began; what never began comes last. */
  readonly stacks: readonly StackBar[];
  readonly attached: boolean;
}

/** Reads what a report shows out of the events of a deploy, whole or cut short. */
export function readPhases(events: readonly DeployEvent[]): readonly Phase[] {
  const phases: DeployEvent[][] = [[]];
  for (const event of events) {
    // What was followed before belongs to another picture: the plan came afterwards.
    if (event.type === 'plan' && phases.at(-1)?.some(({ type }) => type === 'apply-started')) phases.push([]);
    phases.at(-1)?.push(event);
  }
  return phases.filter(phase => phase.some(({ type }) => type === 'apply-started')).map(readPhase);
}

function readPhase(events: readonly DeployEvent[]): Phase {
  const timeline = events.reduce(nextTimeline, emptyTimeline);
  const tracks = [...timeline.stacks.values()];
  const skew = clockSkew(events);
  const last = Math.max(...events.flatMap(event => ('at' in event ? [event.at] : [])));
  const spans = new Map(tracks.flatMap(track => spanOf(track, skew, last)));
  const startedAt = Math.min(timeline.startedAt ?? last, ...[...spans.values()].map(span => span.startedAt));
  // As the overhead is measured: what never came to an end has no length.
  const ended = new Map(
    tracks.flatMap(({ key, span }) => (span === undefined ? [] : [[key, span] as const])),
  );
  const chain = new Set(criticalChain(inOrder(tracks), key => timeline.stacks.get(key)?.after ?? [], ended));
  const seconds = (at: number) => Math.max(0, at - startedAt) / 1000;
  const stacks = tracks.map((track): StackBar => {
    const span = spans.get(track.key);
    const waitedFor = lastOf(track.after, spans);
    return {
      track,
      critical: chain.has(track.key),
      resources: resourceBars(track, { skew, last, seconds }),
      ...(waitedFor === undefined ? {} : { waitedFor }),
      ...(span === undefined
        ? {}
        : {
            bar: { from: seconds(span.startedAt), to: seconds(span.endedAt), open: track.state === 'active' },
          }),
    };
  });
  return {
    timeline,
    startedAt,
    attached: timeline.attached,
    seconds: seconds(timeline.endedAt ?? last),
    stacks: stacks.toSorted((a, b) => begin(a) - begin(b)),
  };
}

function begin({ bar }: StackBar): number {
  return bar?.from ?? Number.POSITIVE_INFINITY;
}

/** By CloudFormation's own clock where it is known, else by ours; up to the last event when it still goes on. */
function spanOf(
  { key, span, startedAt, endedAt, state }: StackTrack,
  skew: number,
  last: number,
): readonly (readonly [string, Span])[] {
  if (span !== undefined) return [[key, { startedAt: span.startedAt - skew, endedAt: span.endedAt - skew }]];
  if (startedAt === undefined || state === 'unchanged' || state === 'skipped') return [];
  return [[key, { startedAt, endedAt: endedAt ?? last }]];
}

/** Milliseconds by which CloudFormation's clock is ahead of ours: nothing begins before it is asked for, or ends after that is heard. */
function clockSkew(events: readonly DeployEvent[]): number {
  const started = new Map<string, number>();
  let [early, late] = [0, 0];
  for (const event of events) {
    if (event.type === 'stack-started' && event.since === undefined) started.set(event.key, event.at);
    if (event.type !== 'stack-ended' || event.span === undefined) continue;
    const asked = started.get(event.key);
    if (asked !== undefined) early = Math.min(early, event.span.startedAt - asked);
    late = Math.max(late, event.span.endedAt - event.at);
  }
  return early < 0 ? early : late;
}

/** Producers before consumers, as the plan has them; a destroy and a release may turn it round. */
function inOrder(tracks: readonly StackTrack[]): readonly string[] {
  const byKey = new Map(tracks.map(track => [track.key, track]));
  const order = new Set<string>();
  const visit = (track: StackTrack, path: ReadonlySet<string>) => {
    if (order.has(track.key) || path.has(track.key)) return;
    const deeper = new Set(path).add(track.key);
    for (const key of track.after) {
      const producer = byKey.get(key);
      if (producer !== undefined) visit(producer, deeper);
    }
    order.add(track.key);
  };
  for (const track of tracks) visit(track, new Set());
  return [...order];
}

function lastOf(keys: readonly string[], spans: ReadonlyMap<string, Span>): string | undefined {
  const ended = keys.flatMap(key => {
    const span = spans.get(key);
    return span === undefined ? [] : [{ key, at: span.endedAt }];
  });
  return ended.toSorted((a, b) => b.at - a.at)[0]?.key;
}
