import { expect } from 'chai';
import { judge } from '../../../../functions/runtime/claim-chunk.ts';
import { LONGEST_DELIVERY_MS } from '../../../../functions/runtime/container/poller.ts';
import { NO_ATTEMPTS } from '../../../../functions/runtime/protocol/attempts.ts';

const AT = 1_000_000;
const HOUR = 3_600_000;

/** What stands in the ledger `after` milliseconds after a container claimed the chunk with message `m`, and says no more. */
function judged(after: number, delivery: { readonly messageId: string; readonly receiveCount: number }) {
  const last = {
    token: 't',
    attempt: 1,
    messageId: 'm',
    receive: 1,
    worker: 'container',
    code: 'c',
    mode: 'normal',
    at: AT,
    ends: AT + LONGEST_DELIVERY_MS,
  } as const;
  return judge(
    { ...NO_ATTEMPTS, last, at: AT + after },
    { ...delivery, receiptHandle: 'h', body: '', attributes: {} },
  );
}

describe('judge, of a container that is silent', () => {
  it('takes it for lost as soon as its own message comes back, after one lease', () => {
    expect(judged(120_000, { messageId: 'm', receiveCount: 2 })).to.deep.equal({ kind: 'free', lost: 1 });
  });

  it('lets another message of the chunk wait, a quarter of an hour at a time, as long as it may be alive', () => {
    expect(judged(120_000, { messageId: 'other', receiveCount: 9 })).to.deep.equal({
      kind: 'busy',
      seconds: 900,
    });
    expect(judged(11 * HOUR, { messageId: 'other', receiveCount: 9 }).kind).to.equal('busy');
  });

  it('takes it for lost when no lease can have lasted so long', () => {
    const late = judged(LONGEST_DELIVERY_MS + 1, { messageId: 'other', receiveCount: 1 });
    expect(late).to.deep.equal({ kind: 'free', lost: 1 });
    // SQS shows every message again after 12 h at the latest.
    expect(LONGEST_DELIVERY_MS).to.be.below(12 * HOUR);
  });
});
