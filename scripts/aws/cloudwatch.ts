import type { MetricDataQuery, MetricDataResult } from '@aws-sdk/client-cloudwatch';
import { callAws } from './aws-error.ts';
import type { AwsSession } from './session.ts';

/** One figure: what is measured, and what is made of the values of each period. */
export interface MetricQuery {
  readonly namespace: string;
  readonly metric: string;
  readonly dimensions: Readonly<Record<string, string>>;
  /** `Sum`, `Maximum`, `p50` … */
  readonly statistic: string;
}

/** A span of time in milliseconds since the epoch, in periods of so many seconds. */
export interface MetricSpan {
  readonly since: number;
  readonly until: number;
  readonly periodSeconds: number;
}

/** A value for each period in which something was recorded, by the begin of the period. Empty: nothing was. */
export type MetricSeries = ReadonlyMap<number, number>;

/**
 * Reads many metrics at once, at most 500, in the order of the queries.
 *
 * @throws AwsError
 */
export async function readMetrics(
  session: AwsSession,
  queries: readonly MetricQuery[],
  span: MetricSpan,
): Promise<readonly MetricSeries[]> {
  const [client, sdk] = await Promise.all([session.cloudWatch(), import('@aws-sdk/client-cloudwatch')]);
  const series = queries.map(() => new Map<number, number>());
  const asked = {
    StartTime: new Date(span.since),
    EndTime: new Date(span.until),
    MetricDataQueries: queries.map((query, at) => toSdk(query, at, span)),
  };
  for (let token: string | undefined; ; ) {
    const page = token === undefined ? asked : { ...asked, NextToken: token };
    const { MetricDataResults = [], NextToken } = await callAws('cloudwatch:GetMetricData', () =>
      client.send(new sdk.GetMetricDataCommand(page)),
    );
    for (const result of MetricDataResults) keep(result, series);
    token = NextToken;
    if (!token) return series;
  }
}

/** An id begins with a lower-case letter, and comes back with the values. */
const idOf = (at: number) => `m${at}`;

function toSdk(
  { namespace, metric, dimensions, statistic }: MetricQuery,
  at: number,
  { periodSeconds }: MetricSpan,
): MetricDataQuery {
  const pairs = Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
  return {
    Id: idOf(at),
    MetricStat: {
      Metric: { Namespace: namespace, MetricName: metric, Dimensions: pairs },
      Period: periodSeconds,
      Stat: statistic,
    },
  };
}

function keep(
  { Id = '', Timestamps = [], Values = [] }: MetricDataResult,
  series: Map<number, number>[],
): void {
  for (const [index, moment] of Timestamps.entries()) {
    const value = Values[index];
    if (value !== undefined) series[Number(Id.slice(1))]?.set(moment.getTime(), value);
  }
}
