import { expect } from 'chai';
import { systemClock } from '../../../functions/runtime/protocol/ports.ts';
import { probePool } from '../../../scripts/cli/probe/probe-pool.ts';
import type { Environment } from '../../../scripts/deploy/environment/environment.ts';
import type { RunEvent } from '../../../scripts/pool/events.ts';
import { stubSession } from '../../support/stub-session.ts';

/** What is said of a pool before its function is called, which fails here. */
async function noticesOf(workers: string): Promise<readonly string[]> {
  const names = ['DataBucketName', 'QueueUrl', 'DeadLetterQueueUrl', 'FunctionArn'];
  const Outputs = names.map(OutputKey => ({ OutputKey, OutputValue: OutputKey }));
  const Parameters = [
    { ParameterKey: 'Workers', ParameterValue: workers },
    { ParameterKey: 'MemorySize', ParameterValue: '1769' },
  ];
  const stack = { StackStatus: 'CREATE_COMPLETE', CreationTime: new Date(0), Parameters, Outputs };
  const { session } = stubSession({
    DescribeStacks: ({ StackName }) => ({ Stacks: [{ StackName, ...stack }] }),
  });
  const stacks = new Map([['probe', { key: 'probe', stackName: 'app-probe', parameters: new Map() }]]);
  const environment = { name: 'dev', stacks, leftOut: new Map() } as unknown as Environment;
  const events: RunEvent[] = [];
  const report = (event: RunEvent) => void events.push(event);
  const { signal } = new AbortController();
  const failure = await probePool(
    { environment, session, clock: systemClock, report, signal },
    'probe',
  ).catch((thrown: unknown) => thrown);
  expect(failure).to.be.instanceOf(Error);
  return events.flatMap(event => (event.type === 'notice' ? [event.message] : []));
}

describe('probePool', () => {
  it('says that it measures the function where containers alone work', async () => {
    const [notice, ...more] = await noticesOf('container');
    expect(notice).to.include('this measures its function of 1769 MB');
    expect(notice).to.include("echo '{}' | npx cloudpool run probe");
    expect(more).to.deep.equal([]);
  });

  it('says nothing where functions work', async () => {
    expect(await noticesOf('lambda')).to.deep.equal([]);
    expect(await noticesOf('both')).to.deep.equal([]);
  });
});
