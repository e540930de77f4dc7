import { expect } from 'chai';
import { readPoolMetrics } from '../../../scripts/pool/look/pool-metrics.ts';
import { stubSession } from '../../support/stub-session.ts';

const HOUR = 3_600_000;
const now = 10 * HOUR + 120_000;
const functionArn = 'arn:aws:lambda:us-east-1:111122223333:function:app-hello-WorkerFunction-1';

/** Invocations, errors, throttles, median and maximum, a value for each period. */
type Series = Readonly<Record<string, readonly number[]>>;

function sessionWith(series: Series) {
  const asked: Record<string, unknown>[] = [];
  const { session } = stubSession({
    GetMetricData: input => {
      asked.push(input);
      return {
        MetricDataResults: Object.entries(series).map(([Id, Values]) => ({
          Id,
          Values,
          Timestamps: Values.map((_, index) => new Date(now - (2 - index) * HOUR)),
        })),
      };
    },
  });
  return { session, asked };
}

describe('readPoolMetrics', () => {
  it('reads the last hour of the function by its name', async () => {
    const { session, asked } = sessionWith({ m0: [12], m1: [1], m2: [0], m3: [3.5], m4: [41] });
    expect(await readPoolMetrics(session, { functionArn, now })).to.deep.equal({
      ...{ invocations: 12, errors: 1, throttles: 0 },
      ...{ medianMs: 3.5, longestMs: 41 },
    });
    expect(asked[0]).to.deep.include({ StartTime: new Date(now - HOUR), EndTime: new Date(now) });
    expect(JSON.stringify(asked[0])).to.include('"Value":"app-hello-WorkerFunction-1"');
  });

  it('adds two periods up, and weighs their medians by their invocations', async () => {
    const { session } = sessionWith({ m0: [30, 10], m1: [1, 2], m2: [0, 4], m3: [2, 10], m4: [9, 7] });
    expect(await readPoolMetrics(session, { functionArn, now })).to.deep.equal({
      ...{ invocations: 40, errors: 3, throttles: 4 },
      ...{ medianMs: 4, longestMs: 9 },
    });
  });

  it('has nothing to say where nothing was recorded: that is not 0', async () => {
    const { session } = sessionWith({});
    expect(await readPoolMetrics(session, { functionArn, now })).to.equal(undefined);
  });

  it('counts throttles where no invocation came through', async () => {
    const { session } = sessionWith({ m2: [5] });
    expect(await readPoolMetrics(session, { functionArn, now })).to.deep.equal({
      ...{ invocations: 0, errors: 0, throttles: 5 },
      ...{ medianMs: undefined, longestMs: undefined },
    });
  });
});
