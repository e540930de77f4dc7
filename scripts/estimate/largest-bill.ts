import { type ContainerSize, containerCost, containerHour } from './container-price.ts';
import { type Architecture, PRICES, type Prices } from './prices.ts';

/** What bounds the bill of a run. */
export interface BillBounds {
  readonly tasks: number;
  readonly chunks: number;
  readonly inputBytes: number;
  /** From now until no task starts any more. */
  readonly lifetimeSeconds: number;
  readonly taskTimeoutSeconds: number;
  /** `undefined`: no function takes the messages. */
  readonly functions?: FunctionBounds | undefined;
  readonly containers?: readonly ContainerBounds[] | undefined;
}

export interface FunctionBounds {
  /** Of one invocation. */
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
  readonly architecture: Architecture;
  /** Invocations at once. */
  readonly concurrency: number;
}

/** Containers of one fleet. */
export interface ContainerBounds {
  readonly size: ContainerSize;
  /** At once. */
  readonly most: number;
  /** They leave after so long without a message. */
  readonly idleSeconds: number;
}

/** Attempts of one chunk that may end without an outcome (24 + 64); each attempt beyond gains an outcome. */
const MOST_LOSSES = 88;
/** Objects and calls of one attempt: claim, end, result, blob; record, stop, inputs, beats. */
const PUTS_PER_ATTEMPT = 4;
const GETS_PER_ATTEMPT = 40;
const MONTHS_KEPT = 1;
/** Seconds: a lost container is noticed, and replaced, no sooner. */
const LEAST_BETWEEN_LOSSES = 10;

/**
 * The largest possible bill of a run in US dollars: every worker busy until the deadline, or every chunk lost as often as
 * the protocol allows and every task in an attempt of its own, whichever is less. Containers have no time-out: theirs is
 * the deadline alone, one after another where they are lost.
 */
export function largestBill(bounds: BillBounds, prices: Prices = PRICES): number {
  const { tasks, chunks, functions, containers = [] } = bounds;
  const mostAttempts = MOST_LOSSES * chunks + tasks;
  const busySeconds = functions === undefined ? 0 : functionSeconds(functions, bounds, mostAttempts);
  const attempts = containers.length > 0 ? mostAttempts : Math.min(mostAttempts, busySeconds);
  const compute = functions === undefined ? 0 : busySeconds * secondPrice(functions, prices);
  const fleets = containers.map(fleet => fleetBill(fleet, bounds, prices));
  return compute + fleets.reduce((sum, bill) => sum + bill, 0) + requestCosts(bounds, attempts, prices);
}

function functionSeconds(
  { concurrency, timeoutSeconds }: FunctionBounds,
  { chunks, lifetimeSeconds, taskTimeoutSeconds }: BillBounds,
  mostAttempts: number,
): number {
  const untilDeadline = Math.min(concurrency, chunks) * (lifetimeSeconds + taskTimeoutSeconds);
  return Math.min(untilDeadline, mostAttempts * timeoutSeconds);
}

function secondPrice({ memoryMb, architecture }: FunctionBounds, { lambda }: Prices): number {
  return (memoryMb / 1024) * lambda.gbSecond[architecture];
}

/** Each place is taken until the deadline, and every loss costs at most one begun minute more. */
function fleetBill(
  { size, most, idleSeconds }: ContainerBounds,
  { chunks, lifetimeSeconds, taskTimeoutSeconds }: BillBounds,
  prices: Prices,
): number {
  const seconds = lifetimeSeconds + taskTimeoutSeconds + idleSeconds;
  const places = Math.min(most, chunks) * (seconds / 3600) * containerHour(size, prices);
  const losses = Math.min(MOST_LOSSES * chunks, Math.ceil(seconds / LEAST_BETWEEN_LOSSES) * most);
  return places + losses * containerCost(size, 0, prices);
}

function requestCosts(
  { chunks, inputBytes, functions }: BillBounds,
  attempts: number,
  prices: Prices,
): number {
  const invocation = functions === undefined ? 0 : prices.lambda.request;
  const perAttempt = invocation + PUTS_PER_ATTEMPT * prices.s3.put + GETS_PER_ATTEMPT * prices.s3.get;
  const perChunk = 3 * prices.sqsRequest + prices.s3.get;
  const storage = (inputBytes / 2 ** 30) * prices.s3.gbMonth * MONTHS_KEPT;
  return attempts * perAttempt + chunks * perChunk + storage;
}
