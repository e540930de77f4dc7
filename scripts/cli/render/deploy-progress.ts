import type { DeployEvent, StackAction, StackEnd } from '../../deploy/events.ts';

/** One stack on the board. Times in milliseconds since the epoch. */
export interface StackProgress {
  readonly key: string;
  readonly action: StackAction;
  readonly after: readonly string[];
  readonly state: 'waiting' | 'active' | StackEnd;
  readonly startedAt?: number;
  readonly seconds?: number;
  /** What CloudFormation works on, or what ended last. */
  readonly resource?: { readonly logicalId: string; readonly status: string };
  readonly because?: string;
}

/** Everything that the deploy board shows. */
export interface DeployProgress {
  readonly startedAt?: number;
  readonly endedAt?: number;
  readonly stacks: ReadonlyMap<string, StackProgress>;
}

export const noDeployProgress: DeployProgress = { stacks: new Map() };

/** Takes one event into the picture. */
export function nextDeployProgress(progress: DeployProgress, event: DeployEvent): DeployProgress {
  switch (event.type) {
    case 'plan':
      return withPlan(progress, event);
    case 'apply-started':
      return { ...withStacks(progress, event.keys), startedAt: event.at };
    case 'stack-started':
      return withStack(progress, event.key, { state: 'active', startedAt: event.at, action: event.action });
    case 'resource':
      return withStack(progress, event.key, { resource: event });
    case 'stack-ended': {
      const because = event.because === undefined ? {} : { because: event.because };
      return withStack(progress, event.key, { state: event.end, seconds: event.seconds, ...because });
    }
    case 'apply-ended':
      return { ...progress, endedAt: event.at };
    default:
      return progress;
  }
}

/** Counts the stacks that will not move any more. */
export function endedStacks({ stacks }: DeployProgress): number {
  return [...stacks.values()].filter(({ state }) => state !== 'waiting' && state !== 'active').length;
}

function withPlan(
  progress: DeployProgress,
  { stacks }: Extract<DeployEvent, { type: 'plan' }>,
): DeployProgress {
  const planned = stacks.map(({ key, action, after }) => [key, { ...waiting(key), action, after }] as const);
  return { ...progress, stacks: new Map(planned) };
}

/** Keeps the plan's order and knowledge; stacks without a plan (destroy) are added as they come. */
function withStacks(progress: DeployProgress, keys: readonly string[]): DeployProgress {
  const applied = keys.map(key => [key, progress.stacks.get(key) ?? waiting(key)] as const);
  return { ...progress, stacks: new Map(applied) };
}

function withStack(progress: DeployProgress, key: string, change: Partial<StackProgress>): DeployProgress {
  const stack = { ...(progress.stacks.get(key) ?? waiting(key)), ...change };
  return { ...progress, stacks: new Map(progress.stacks).set(key, stack) };
}

function waiting(key: string): StackProgress {
  return { key, action: 'update', after: [], state: 'waiting' };
}
