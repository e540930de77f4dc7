import { expect } from 'chai';
import { readMetrics } from '../../scripts/aws/cloudwatch.ts';
import { stubSession } from '../support/stub-session.ts';

const calls = { namespace: 'AWS/Lambda', dimensions: { FunctionName: 'f' } };
const queries = [
  { ...calls, metric: 'Invocations', statistic: 'Sum' },
  { ...calls, metric: 'Duration', statistic: 'p50' },
];
const span = { since: 0, until: 3_600_000, periodSeconds: 3600 };

describe('readMetrics', () => {
  it('asks once for all, and answers in the order of the queries', async () => {
    const asked: Record<string, unknown>[] = [];
    const { session } = stubSession({
      GetMetricData: input => {
        asked.push(input);
        return {
          MetricDataResults: [
            { Id: 'm1', Timestamps: [new Date(60_000)], Values: [12.5] },
            { Id: 'm0', Timestamps: [new Date(0), new Date(60_000)], Values: [1, 2] },
          ],
        };
      },
    });
    expect(await readMetrics(session, queries, span)).to.deep.equal([
      new Map([
        [0, 1],
        [60_000, 2],
      ]),
      new Map([[60_000, 12.5]]),
    ]);
    expect(asked).to.have.lengthOf(1);
    expect(asked[0]).to.deep.include({ StartTime: new Date(0), EndTime: new Date(3_600_000) });
    expect(JSON.stringify(asked[0]?.MetricDataQueries))
      .to.include('"Stat":"p50"')
      .and.include('"Period":3600');
  });

  it('reads every page, and has nothing where nothing was recorded', async () => {
    const { session, calls: made } = stubSession({
      GetMetricData: ({ NextToken }) =>
        NextToken === 'more'
          ? { MetricDataResults: [{ Id: 'm0', Timestamps: [new Date(60_000)], Values: [2] }] }
          : {
              MetricDataResults: [{ Id: 'm0', Timestamps: [new Date(0)], Values: [1] }, { Id: 'm1' }],
              NextToken: 'more',
            },
    });
    const [invocations, duration] = await readMetrics(session, queries, span);
    expect([...(invocations ?? [])]).to.deep.equal([
      [0, 1],
      [60_000, 2],
    ]);
    expect(duration).to.deep.equal(new Map());
    expect(made).to.deep.equal(['GetMetricData', 'GetMetricData']);
  });
});
