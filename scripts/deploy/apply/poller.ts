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
  readonly token?: string;
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
}

/** Follows any number of stacks by their newest events. There is no deadline: CloudFormation has none either. */
export function createPoller(options: PollerOptions): StackPoller {
  return { follow: watch => follow(options, watch) };
}

async function follow(options: PollerOptions, watch: Watch): Promise<OperationOutcome | undefined> {
  const { clock, bucket, signal, random } = options;
  const began = clock.now();
  const seen = new Set<string>();
  let provisional: string | undefined;
  for (let failures = 0; ; ) {
    await bucket.take(signal);
    if (signal.aborted) return undefined;
    const look = await lookOnce(options, watch);
    failures = look === undefined ? failures + 1 : 0;
    if (look === 'gone') return goneOutcome(watch, clock.now());
    if (look !== undefined) {
      const events = operationEvents(look, watch);
      reportNew(events, seen, watch);
      const end = outcomeOf(events, watch, provisional);
      if (end.outcome !== undefined) return end.outcome;
      provisional = end.provisional;
    }
    await clock.sleep(pause(clock.now() - began, failures, random()), signal);
  }
}

/** The newest page; `undefined` when AWS could not be asked; `gone` when it knows no such stack any more. */
async function lookOnce(
  { cloudFormation }: PollerOptions,
  { stackId }: Watch,
): Promise<readonly StackEvent[] | 'gone' | undefined> {
  try {
    return await cloudFormation.stackEvents(stackId, 'newest');
  } catch (error) {
    if (isTransient(error)) return undefined;
    if (error instanceof AwsError && error.message.includes('does not exist')) return 'gone';
    throw error;
  }
}

/** The events of the watched operation, oldest first. */
function operationEvents(newestFirst: readonly StackEvent[], { token }: Watch): readonly StackEvent[] {
  if (token !== undefined) return newestFirst.filter(event => event.token === token).reverse();
  const start = newestFirst.findIndex(event => isOwn(event) && STARTS.has(event.status));
  return (start < 0 ? newestFirst : newestFirst.slice(0, start + 1)).toReversed();
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

function reportNew(events: readonly StackEvent[], seen: Set<string>, { onEvent }: Watch): void {
  for (const event of events) {
    if (seen.has(event.id)) continue;
    seen.add(event.id);
    onEvent(event);
  }
}

interface End {
  readonly outcome?: OperationOutcome;
  /** The event that ends the operation unless another follows. */
  readonly provisional?: string;
}

function outcomeOf(events: readonly StackEvent[], { operation }: Watch, before: string | undefined): End {
  const own = events.filter(isOwn);
  const last = own.at(-1);
  const end = last === undefined ? undefined : operationEnd(operation, last.status);
  if (last === undefined || end === undefined) return {};
  if (isProvisional(operation, last.status) && before !== last.id) return { provisional: last.id };
  return {
    outcome: {
      succeeded: end === 'succeeded',
      status: last.status,
      startedAt: own[0]?.at ?? last.at,
      endedAt: last.at,
    },
  };
}

function goneOutcome({ operation }: Watch, now: number): OperationOutcome {
  return { succeeded: operation === 'delete', status: 'DELETE_COMPLETE', startedAt: now, endedAt: now };
}

/** Milliseconds to the next look: eager at first, 2 s in the long run, backing off while AWS does not answer. */
function pause(elapsed: number, failures: number, random: number): number {
  if (failures > 0) return Math.min(20_000, 500 * 2 ** failures) * (0.5 + random);
  if (elapsed < 500) return 50;
  if (elapsed < 10_000) return 500;
  return 2_000 * (0.8 + 0.4 * random);
}
