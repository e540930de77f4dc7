import { type MetricSeries, readMetrics } from '../../aws/cloudwatch.ts';
import type { AwsSession } from '../../aws/session.ts';

/** What the function of a pool did in the last hour, as CloudWatch recorded it: it is up to some minutes late. */
export interface PoolMetrics {
  readonly invocations: number;
  /** Invocations that crashed or timed out. A task that fails is an outcome, not an error of the function. */
  readonly errors: number;
  /** Invocations that were refused because too many were going on. */
  readonly throttles: number;
  /** Half of the invocations took no longer, in milliseconds. Between two periods: their mean, by their invocations. */
  readonly medianMs: number | undefined;
  /** The longest, in milliseconds. */
  readonly longestMs: number | undefined;
}

const HOUR_SECONDS = 3_600;

const FIGURES = [
  { metric: 'Invocations', statistic: 'Sum' },
  { metric: 'Errors', statistic: 'Sum' },
  { metric: 'Throttles', statistic: 'Sum' },
  { metric: 'Duration', statistic: 'p50' },
  { metric: 'Duration', statistic: 'Maximum' },
];

/**
 * Reads the last hour of a function. `undefined`: CloudWatch has recorded nothing, which is not the same as 0.
 *
 * @param now milliseconds since the epoch
 */
export async function readPoolMetrics(
  session: AwsSession,
  { functionArn, now }: { readonly functionArn: string; readonly now: number },
): Promise<PoolMetrics | undefined> {
  const dimensions = { FunctionName: functionArn.slice(functionArn.lastIndexOf(':') + 1) };
  const queries = FIGURES.map(figure => ({ namespace: 'AWS/Lambda', dimensions, ...figure }));
  const span = { since: now - HOUR_SECONDS * 1_000, until: now, periodSeconds: HOUR_SECONDS };
  const [invocations = NOTHING, errors = NOTHING, throttles = NOTHING, median = NOTHING, longest = NOTHING] =
    await readMetrics(session, queries, span);
  if (invocations.size === 0 && throttles.size === 0) return undefined;
  return {
    invocations: sumOf(invocations),
    errors: sumOf(errors),
    throttles: sumOf(throttles),
    medianMs: meanOf(median, invocations),
    longestMs: longest.size === 0 ? undefined : Math.max(...longest.values()),
  };
}

const NOTHING: MetricSeries = new Map();

function sumOf(series: MetricSeries): number {
  return series.values().reduce((sum, value) => sum + value, 0);
}

/** AWS counts the hour as one period; the emulator's periods begin with the hour of the clock, which makes two. */
function meanOf(series: MetricSeries, weights: MetricSeries): number | undefined {
  let [sum, weight] = [0, 0];
  for (const [at, value] of series) {
    const share = weights.get(at) ?? 0;
    sum += value * share;
    weight += share;
  }
  return weight === 0 ? undefined : sum / weight;
}
