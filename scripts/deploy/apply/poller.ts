import type { Clock } from '../../../functions/runtime/protocol/ports.ts';
import { AwsError, isTransient } from '../../aws/aws-error.ts';
import type { CloudFormationGateway, StackEvent } from '../../aws/cloudformation.ts';
import { isProvisional, type Operation, operationEnd } from '../plan/stack-status.ts';
import type { TokenBucket } from './token-bucket.ts';

/** One operation on one stack, to be followed to its end. */
export interface Watch {
  readonly stackId: string;
  readonly operation: Operation;
  /** Our ClientRequestToken. Without one the stack's newest operation is followed, whoever started it. */
  readonly token?: string | undefined;
  /** True once it is cancelled: what turns it back has a token of its own. */
  readonly anyToken?: () => boolean;
  /** Told once for each event of the operation, oldest first. */
  readonly onEvent: (event: StackEvent) => void;
}

/** How an operation ended. Times are CloudFormation's own, milliseconds since the epoch. */
export interface OperationOutcome {
  readonly succeeded: boolean;
  readonly status: string;
  readonly startedAt: number;
  readonly endedAt: number;
}

export interface StackPoller {
  /** Resolves when the stack's own event ends the operation; `undefined` when aborted. Throttling never fails it. */
  follow(watch: Watch): Promise<OperationOutcome | undefined>;
}

export interface PollerOptions {
  readonly cloudFormation: CloudFormationGateway;
  readonly clock: Clock;
  /** One budget for all stacks. */
  readonly bucket: TokenBucket;
  readonly signal: AbortSignal;
  /** From 0 to 1. */
  readonly random: () => number;
  /** Whether to look often at first: the emulator is done with most stacks at once. */
  readonly eager: boolean;
  /** The emulator: what refuses a connection on this machine has died, and will not come back by itself. */
  readonly local: boolean;
}

/** Follows any number of stacks by their newest events. There is no deadline: CloudFormation has none either. */
export function createPoller(options: PollerOptions): StackPoller {
  return { follow: watch => follow(options, watch) };
}

/** What is known of an operation so far. */
interface Progress {
  readonly seen: Set<string>;
  startedAt?: number;
  /** The event that ends the operation unless another follows. */
  provisional?: string;
}

async function follow(options: PollerOptions, watch: Watch): Promise<OperationOutcome | undefined> {
  const { clock, bucket, signal, random } = options;
  const began = clock.now();
  const progress: Progress = { seen: new Set() };
  for (let failures = 0; ; ) {
    await bucket.take(signal);
    if (signal.aborted) return undefined;
    const look = await lookOnce(options, watch, progress);
    failures = look === undefined ? failures + 1 : 0;
    if (look === 'gone') return goneOutcome(watch, clock.now());
    const outcome = look && advance(progress, operationEvents(look, tokenOf(watch)), watch);
    if (outcome !== undefined) return outcome;
    const eager = options.eager && clock.now() - began < EAGER_MS;
    await clock.sleep(eager ? 50 : pause(clock.now() - began, failures, random()), signal);
  }
}

/** The newest events; `undefined` when AWS could not be asked; `gone` when it knows no such stack any more. */
async function lookOnce(
  { cloudFormation, local }: PollerOptions,
  watch: Watch,
  { seen }: Progress,
): Promise<readonly StackEvent[] | 'gone' | undefined> {
  const { stackId } = watch;
  const token = tokenOf(watch);
  try {
    const newest = await cloudFormation.stackEvents(stackId, 'newest');
    const buried = seen.size > 0 && token !== undefined && !newest.some(event => event.token === token);
    return buried ? await cloudFormation.stackEvents(stackId, 'all') : newest;
  } catch (error) {
    if (local && error instanceof AwsError && error.code === 'ENDPOINT_UNREACHABLE') throw error;
    if (isTransient(error)) return undefined;
    if (error instanceof AwsError && error.message.includes('does not exist')) return 'gone';
    throw error;
  }
}

/** The events of an operation, oldest first: of the one with this token, else of the newest. */
export function operationEvents(
  newestFirst: readonly StackEvent[],
  token: string | undefined,
): readonly StackEvent[] {
  if (token !== undefined) return newestFirst.filter(event => event.token === token).reverse();
  const start = newestFirst.findIndex(isStart);
  return (start < 0 ? newestFirst : newestFirst.slice(0, start + 1)).toReversed();
}

function tokenOf({ token, anyToken }: Watch): string | undefined {
  return anyToken?.() ? undefined : token;
}

/** Tells whether an event begins an operation on its stack. */
export function isStart(event: StackEvent): boolean {
  return isOwn(event) && STARTS.has(event.status);
}

const STARTS: ReadonlySet<string> = new Set([
  'CREATE_IN_PROGRESS',
  'UPDATE_IN_PROGRESS',
  'DELETE_IN_PROGRESS',
  'IMPORT_IN_PROGRESS',
]);

/** A stack's own events carry its ARN as the physical id; those of a nested stack carry another. */
export function isOwn(event: StackEvent): boolean {
  return event.physicalId === event.stackId;
}

/** Takes in what one look showed; answers how the operation ended, once it has. */
function advance(
  progress: Progress,
  events: readonly StackEvent[],
  watch: Watch,
): OperationOutcome | undefined {
  reportNew(events, progress, watch);
  const own = events.filter(isOwn);
  const last = own.at(-1);
  if (last === undefined) return undefined;
  // Kept from the first look: a large operation soon pushes its own beginning off the newest page.
  progress.startedAt ??= own[0]?.at ?? last.at;
  const end = operationEnd(watch.operation, last.status);
  if (end === undefined) return undefined;
  if (isProvisional(watch.operation, last.status) && progress.provisional !== last.id) {
    progress.provisional = last.id;
    return undefined;
  }
  return {
    succeeded: end === 'succeeded',
    status: last.status,
    startedAt: progress.startedAt,
    endedAt: last.at,
  };
}

function reportNew(events: readonly StackEvent[], { seen }: Progress, { onEvent }: Watch): void {
  for (const event of events) {
    if (seen.has(event.id)) continue;
    seen.add(event.id);
    onEvent(event);
  }
}

function goneOutcome({ operation }: Watch, now: number): OperationOutcome {
  return { succeeded: operation === 'delete', status: 'DELETE_COMPLETE', startedAt: now, endedAt: now };
}

const EAGER_MS = 500;

/**
 * Milliseconds to the next look: a sixtieth of what the stack has taken so far, so that its end is never noticed much
 * later than that. A look that AWS refuses is skipped, no more; while it keeps refusing there are fewer of them.
 */
function pause(elapsed: number, failures: number, random: number): number {
  const regular = Math.min(2_000, Math.max(340, elapsed / 60));
  return failures < 4 ? regular : regular * Math.min(failures - 2, 4) * (0.75 + random / 2);
}
