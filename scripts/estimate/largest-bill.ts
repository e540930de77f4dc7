import { type Architecture, PRICES, type Prices } from './prices.ts';

/** What bounds the bill of a run. */
export interface BillBounds {
  readonly tasks: number;
  readonly chunks: number;
  readonly inputBytes: number;
  /** From now until no task starts any more. */
  readonly lifetimeSeconds: number;
  readonly taskTimeoutSeconds: number;
  /** The function's own. */
  readonly functionTimeoutSeconds: number;
  readonly memoryMb: number;
  readonly architecture: Architecture;
  /** Workers at once. */
  readonly concurrency: number;
}

/** Attempts of one chunk that may end without an outcome (24 + 64); each attempt beyond gains an outcome. */
const MOST_LOSSES = 88;
/** Objects and calls of one attempt: claim, end, result, blob; record, stop, inputs, beats. */
const PUTS_PER_ATTEMPT = 4;
const GETS_PER_ATTEMPT = 40;
const MONTHS_KEPT = 1;

/**
 * The largest possible bill of a run in US dollars: every worker busy until the deadline, or every chunk lost as often as
 * the protocol allows and every task in an attempt of its own, whichever is less.
 */
export function largestBill(bounds: BillBounds, prices: Prices = PRICES): number {
  const workers = Math.min(bounds.concurrency, bounds.chunks);
  const untilDeadline = workers * (bounds.lifetimeSeconds + bounds.taskTimeoutSeconds);
  const mostAttempts = MOST_LOSSES * bounds.chunks + bounds.tasks;
  const busySeconds = Math.min(untilDeadline, mostAttempts * bounds.functionTimeoutSeconds);
  const attempts = Math.min(mostAttempts, busySeconds);
  const compute = busySeconds * (bounds.memoryMb / 1024) * prices.lambda.gbSecond[bounds.architecture];
  return compute + requestCosts(bounds, attempts, prices);
}

function requestCosts({ chunks, inputBytes }: BillBounds, attempts: number, prices: Prices): number {
  const perAttempt =
    prices.lambda.request + PUTS_PER_ATTEMPT * prices.s3.put + GETS_PER_ATTEMPT * prices.s3.get;
  const perChunk = 3 * prices.sqsRequest + prices.s3.get;
  const storage = (inputBytes / 2 ** 30) * prices.s3.gbMonth * MONTHS_KEPT;
  return attempts * perAttempt + chunks * perChunk + storage;
}
