import { expect } from 'chai';
import { AwsError } from '../../scripts/aws/aws-error.ts';
import { readLogEvents } from '../../scripts/aws/log-events.ts';
import { stubSession } from '../support/stub-session.ts';

const span = { group: 'pool', since: 1_000 };

describe('readLogEvents', () => {
  it('reads every page, and cuts the line breaks', async () => {
    const asked: unknown[] = [];
    const { session } = stubSession({
      FilterLogEvents: input => {
        asked.push(input);
        return input.nextToken === undefined
          ? {
              events: [{ eventId: '1', timestamp: 1_000, logStreamName: 's', message: 'one\n' }],
              nextToken: 'n',
            }
          : { events: [{ eventId: '2', timestamp: 2_000, logStreamName: 's', message: 'two' }] };
      },
    });
    const pages = await Array.fromAsync(readLogEvents(session, { ...span, until: 9_000 }));
    expect(pages.flat()).to.deep.equal([
      { id: '1', at: 1_000, stream: 's', text: 'one' },
      { id: '2', at: 2_000, stream: 's', text: 'two' },
    ]);
    const first = { logGroupName: 'pool', startTime: 1_000, endTime: 9_000 };
    expect(asked).to.deep.equal([first, { ...first, nextToken: 'n' }]);
  });

  it('gives a line an id of its own where the service does not', async () => {
    const event = { timestamp: 1_000, logStreamName: 's', message: 'one' };
    const { session } = stubSession({
      FilterLogEvents: () => ({ events: [event, { ...event, message: 'two' }] }),
    });
    const [page = []] = await Array.fromAsync(readLogEvents(session, span));
    expect(new Set(page.map(({ id }) => id)).size).to.equal(2);
  });

  it('names the call that failed', async () => {
    const refusal = Object.assign(new Error('no such group'), { name: 'ResourceNotFoundException' });
    const { session } = stubSession({
      FilterLogEvents: () => {
        throw refusal;
      },
    });
    const failure = await Array.fromAsync(readLogEvents(session, span)).catch((error: unknown) => error);
    expect(failure).to.be.instanceOf(AwsError);
    expect(String(failure)).to.include('logs:FilterLogEvents: no such group');
  });
});
