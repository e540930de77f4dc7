import type { DeployEvent } from '../events.ts';

/** One thing that CloudFormation did to a resource. Milliseconds since the epoch, by its clock. */
export interface ResourceStep {
  /** `CREATE`, `UPDATE`, `DELETE`, `IMPORT`, … */
  readonly verb: string;
  readonly startedAt: number;
  readonly endedAt?: number;
  readonly failed?: true;
}

/** One resource as its events tell it. */
export interface ResourceTrack {
  readonly logicalId: string;
  readonly resourceType: string;
  /** Oldest first: a resource that is created, then deleted by the rollback, has two. */
  readonly steps: readonly ResourceStep[];
  /** Why it failed. */
  readonly reason?: string;
}

type ResourceEvent = Extract<DeployEvent, { type: 'resource' }>;

/** Takes one event of a resource in. */
export function nextTrack(track: ResourceTrack | undefined, event: ResourceEvent): ResourceTrack {
  const { logicalId, resourceType, at, status, reason } = event;
  const before = track?.steps ?? [];
  const match = /^(?:UPDATE_ROLLBACK|ROLLBACK|[A-Z]+)(?=_(IN_PROGRESS|COMPLETE|FAILED|SKIPPED)$)/.exec(
    status,
  );
  const [verb = status, end] = [match?.[0], match?.[1]];
  const steps =
    end === 'IN_PROGRESS' ? begun(before, verb, at) : ended(before, verb, { at, failed: end === 'FAILED' });
  const why = end === 'FAILED' && reason !== undefined ? reason : track?.reason;
  return { logicalId, resourceType, steps, ...(why === undefined ? {} : { reason: why }) };
}

/** What CloudFormation does to it now; `undefined`: nothing. */
export function currentStep({ steps }: ResourceTrack): ResourceStep | undefined {
  const last = steps.at(-1);
  return last?.endedAt === undefined ? last : undefined;
}

/** Tells whether the last thing that was done to it went well. */
export function isComplete({ steps }: ResourceTrack): boolean {
  const last = steps.at(-1);
  return last?.endedAt !== undefined && last.failed === undefined;
}

/** Tells whether anything that was done to it failed by itself. */
export function hasFailed(track: ResourceTrack): boolean {
  return track.steps.some(({ failed }) => failed) && !wasCancelled(track);
}

/** Tells whether it only failed because another one did: "Resource creation cancelled". */
export function wasCancelled({ reason = '' }: ResourceTrack): boolean {
  return /resource \w+ cancelled/i.test(reason);
}

/** CloudFormation says twice that it begins: when it has asked for the resource it tells its name. */
function begun(steps: readonly ResourceStep[], verb: string, at: number): readonly ResourceStep[] {
  const last = steps.at(-1);
  return last?.verb === verb && last.endedAt === undefined ? steps : [...steps, { verb, startedAt: at }];
}

/** An end without a beginning: that is on a page which nobody read. */
function ended(
  steps: readonly ResourceStep[],
  verb: string,
  { at, failed }: { readonly at: number; readonly failed: boolean },
): readonly ResourceStep[] {
  const last = steps.at(-1);
  const outcome = { endedAt: at, ...(failed ? { failed } : {}) } as const;
  if (last === undefined || last.endedAt !== undefined)
    return [...steps, { verb, startedAt: at, ...outcome }];
  return [...steps.slice(0, -1), { ...last, ...outcome }];
}
