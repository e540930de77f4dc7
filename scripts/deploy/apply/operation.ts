import type { StackEvent } from '../../aws/cloudformation.ts';
import type { OpenContext } from '../context.ts';
import type { Operation } from '../plan/stack-status.ts';
import type { Interruption } from './interruption.ts';
import { createPoller, isOwn, type OperationOutcome, operationEvents, type StackPoller } from './poller.ts';
import { type CallBudget, createTokenBucket } from './token-bucket.ts';

/** All that the operations of one command share. */
export interface Operations {
  /** Marks an operation as ours, for one stack: no two commands use the same. */
  token(key: string): string;
  /** Follows an operation and reports each resource; `undefined` when interrupted. */
  follow(target: Target): Promise<OperationOutcome | undefined>;
  /** The resources that CloudFormation works on, of the operation that is followed. */
  working(key: string): readonly string[];
}

export interface Target {
  readonly key: string;
  readonly stackId: string;
  readonly operation: Operation;
  readonly token?: string | undefined;
  /** The service role of the stack. */
  readonly roleArn?: string | undefined;
}

/** DescribeStackEvents calls a second for all stacks together; nobody throttles on the emulator. */
export const AWS_BUDGET: CallBudget = { perSecond: 3, burst: 5 };
const EMULATOR_BUDGET: CallBudget = { perSecond: 100, burst: 100 };

/** The prefix by which our operations are told from other people's. */
export const TOKEN_PREFIX = 'cloudpool';

/** CloudFormation's limit on a ClientRequestToken (2026). */
const TOKEN_LENGTH = 128;

/**
 * `intent` (an approval's digest) goes into the tokens: an event tells what it was part of. Without an `interruption`
 * nothing is watched any more once the context's signal aborts.
 */
export function createOperations(
  context: OpenContext,
  intent: string,
  interruption?: Interruption,
): Operations {
  const { clock, gateways, report, graph } = context;
  const signal = interruption?.detached ?? context.signal;
  const local = graph.environment.endpoint !== undefined;
  const budget = context.budget ?? (local ? EMULATOR_BUDGET : AWS_BUDGET);
  const poller: StackPoller = createPoller({
    cloudFormation: gateways.cloudFormation,
    clock,
    bucket: createTokenBucket(clock, budget),
    signal,
    random: gateways.random,
    eager: budget === EMULATOR_BUDGET,
    local,
  });
  const once = `${clock.now().toString(36)}${Math.floor(gateways.random() * 36 ** 4).toString(36)}`;
  const working = new Map<string, Set<string>>();
  return {
    working: key => [...(working.get(key) ?? [])],
    token: key => `${TOKEN_PREFIX}-${intent.slice(0, 12)}-${once}-${key}`.slice(0, TOKEN_LENGTH),
    follow: async target => {
      const { key, ...watch } = target;
      const busy = new Set<string>();
      working.set(key, busy);
      interruption?.began(target);
      const outcome = await poller.follow({
        ...watch,
        anyToken: () => interruption?.isCancelled(target.stackId) ?? false,
        onEvent: event => {
          if (isOwn(event)) return;
          if (event.status.endsWith('_IN_PROGRESS')) busy.add(event.logicalId);
          else busy.delete(event.logicalId);
          report(resourceEvent(key, event));
        },
      });
      interruption?.ended(target);
      return outcome;
    },
  };
}

function resourceEvent(key: string, event: StackEvent) {
  return {
    type: 'resource',
    at: event.at,
    key,
    logicalId: event.logicalId,
    resourceType: event.resourceType,
    status: event.status,
    ...(event.reason === undefined ? {} : { reason: event.reason }),
  } as const;
}

/** Every event of an operation (of the newest one, without a token), oldest first: the newest page may not reach back to the first failure. */
export async function allEvents(
  { gateways }: OpenContext,
  stackId: string,
  token: string | undefined,
): Promise<readonly StackEvent[]> {
  try {
    const events = await gateways.cloudFormation.stackEvents(stackId, 'all');
    return operationEvents(events, token);
  } catch {
    // The operation's failure is what matters; a card without events still says which stack and status.
    return [];
  }
}
