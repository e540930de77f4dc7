import type {
  DeployEvent,
  ExpectedTime,
  FailureCard,
  StackAction,
  StackEnd,
  StackPlan,
  StackWait,
} from '../events.ts';
import { nextTrack, type ResourceTrack } from './resource-track.ts';

/** One stack as its events tell it. Times in milliseconds since the epoch; `span` is CloudFormation's own. */
export interface StackTrack {
  readonly key: string;
  readonly action: StackAction;
  readonly after: readonly string[];
  readonly waits: readonly StackWait[];
  readonly state: 'waiting' | 'active' | StackEnd;
  /** Resources that the plan names. */
  readonly planned: number;
  readonly expected?: ExpectedTime;
  readonly startedAt?: number;
  readonly endedAt?: number;
  readonly seconds?: number;
  readonly span?: { readonly startedAt: number; readonly endedAt: number };
  readonly because?: string;
  readonly goesOn?: true;
  readonly card?: FailureCard;
  /** In the order in which CloudFormation began with them. */
  readonly resources: ReadonlyMap<string, ResourceTrack>;
}

/** Everything that is known of a deploy (or a destroy) from its events. */
export interface Timeline {
  /** When the first stack could start; an attached one counts. */
  readonly startedAt?: number;
  readonly endedAt?: number;
  readonly totals?: Extract<DeployEvent, { type: 'apply-ended' }>;
  /** Some of it was begun by somebody else, and followed. */
  readonly attached: boolean;
  /** In the order of the plan. */
  readonly stacks: ReadonlyMap<string, StackTrack>;
  readonly notices: readonly string[];
}

export const emptyTimeline: Timeline = { attached: false, stacks: new Map(), notices: [] };

/** Takes one event into the picture. */
export function nextTimeline(timeline: Timeline, event: DeployEvent): Timeline {
  switch (event.type) {
    case 'plan':
      return { ...timeline, stacks: new Map(event.stacks.map(plan => [plan.key, planned(plan)])) };
    case 'apply-started':
      return applyStarted(timeline, event);
    case 'stack-started': {
      const { key, action, at, since } = event;
      return withStack(timeline, key, { state: 'active', startedAt: since ?? at, action });
    }
    case 'resource':
      return withResource(timeline, event);
    case 'stack-ended':
      return withEnd(timeline, event);
    case 'failure':
      return withStack(timeline, event.card.key, { card: event.card });
    case 'notice':
      return { ...timeline, notices: [...timeline.notices, event.message] };
    case 'apply-ended':
      return { ...timeline, endedAt: event.at, totals: event };
    default:
      return timeline;
  }
}

/** Tells whether a stack will not move any more. */
export function isSettled({ state }: StackTrack): boolean {
  return state !== 'waiting' && state !== 'active';
}

function planned({ key, action, after, waits = [], expected, rows }: StackPlan): StackTrack {
  // A star stands for what a macro makes: nobody knows how many.
  const count = rows.filter(({ logicalId }) => logicalId !== '*').length;
  const time = expected === undefined ? {} : { expected };
  return { ...waiting(key), action, after, waits, planned: count, ...time };
}

/** Keeps the plan's order and knowledge; stacks without a plan (an attached one) are added as they come. */
function applyStarted(
  timeline: Timeline,
  { at, keys, attached, expected = {} }: Extract<DeployEvent, { type: 'apply-started' }>,
): Timeline {
  const stacks = keys.map(key => {
    const time = expected[key] === undefined ? {} : { expected: expected[key] };
    return [key, { ...(timeline.stacks.get(key) ?? waiting(key)), ...time }] as const;
  });
  return { ...timeline, startedAt: at, attached: attached ?? timeline.attached, stacks: new Map(stacks) };
}

function withEnd(timeline: Timeline, event: Extract<DeployEvent, { type: 'stack-ended' }>): Timeline {
  const { key, end, seconds, at, because, span, goesOn } = event;
  return withStack(timeline, key, {
    state: end,
    seconds,
    endedAt: at,
    ...(because === undefined ? {} : { because }),
    ...(span === undefined ? {} : { span }),
    ...(goesOn === undefined ? {} : { goesOn }),
  });
}

function withResource(timeline: Timeline, event: Extract<DeployEvent, { type: 'resource' }>): Timeline {
  const resources = new Map(timeline.stacks.get(event.key)?.resources);
  resources.set(event.logicalId, nextTrack(resources.get(event.logicalId), event));
  return withStack(timeline, event.key, { resources });
}

function withStack(timeline: Timeline, key: string, change: Partial<StackTrack>): Timeline {
  const stack = { ...(timeline.stacks.get(key) ?? waiting(key)), ...change };
  return { ...timeline, stacks: new Map(timeline.stacks).set(key, stack) };
}

function waiting(key: string): StackTrack {
  return {
    key,
    action: 'update',
    after: [],
    waits: [],
    state: 'waiting',
    planned: 0,
    resources: new Map(),
  };
}
