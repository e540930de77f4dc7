import { expect } from 'chai';
import { AwsError } from '../../scripts/aws/aws-error.ts';
import type { CloudFormationGateway, StackEvent } from '../../scripts/aws/cloudformation.ts';
import { createPoller, type Watch } from '../../scripts/deploy/apply/poller.ts';
import { createTokenBucket } from '../../scripts/deploy/apply/token-bucket.ts';
import { createVirtualClock } from '../support/cloudformation-clock.ts';

const STACK = 'arn:stack';
let ids = 0;

describe('createPoller', () => {
  /** Follows a stack of which each look shows the next page; the last page stays. */
  const follow = (
    pages: readonly (readonly StackEvent[] | AwsError)[],
    watch: Partial<Watch> = {},
    local = false,
  ) => {
    const clock = createVirtualClock(0);
    let looks = 0;
    const stackEvents: CloudFormationGateway['stackEvents'] = async (_, which) => {
      if (which === 'newest') looks += 1;
      const page = pages[Math.min(looks, pages.length) - 1] ?? [];
      if (page instanceof AwsError) throw page;
      const newestFirst = page.toReversed();
      return which === 'newest' ? newestFirst.slice(0, 100) : newestFirst;
    };
    const poller = createPoller({
      cloudFormation: { stackEvents } as CloudFormationGateway,
      clock,
      bucket: createTokenBucket(clock, { perSecond: 3, burst: 5 }),
      signal: new AbortController().signal,
      random: () => 0.5,
      eager: local,
      local,
    });
    const seen: string[] = [];
    const onEvent = ({ logicalId, status }: StackEvent) => seen.push(`${logicalId} ${status}`);
    const outcome = clock.run(() =>
      poller.follow({ stackId: STACK, operation: 'create', token: 'ours', onEvent, ...watch }),
    );
    return outcome.then(outcome => ({ outcome, seen }));
  };

  it('knows when a large operation began after its beginning has left the newest page', async () => {
    const began = own('CREATE_IN_PROGRESS', 1_000);
    const rest = Array.from({ length: 120 }, (_, index) => resource(`R${index}`, 2_000 + index));
    const { outcome } = await follow([[began], [began, ...rest, own('CREATE_COMPLETE', 9_000)]]);
    expect(outcome).to.include({ succeeded: true, startedAt: 1_000, endedAt: 9_000 });
  });

  it("finds the end of its operation under a hundred events of somebody else's", async () => {
    const began = own('CREATE_IN_PROGRESS', 1_000);
    const others = Array.from({ length: 150 }, () => own('UPDATE_IN_PROGRESS', 5_000, 'theirs'));
    const { outcome } = await follow([[began], [began, own('CREATE_COMPLETE', 3_000), ...others]]);
    expect(outcome).to.include({ succeeded: true, endedAt: 3_000 });
  });

  it('follows a clean-up to its end, and not only to its success', async () => {
    const update = [own('UPDATE_IN_PROGRESS', 1, 'x'), own('UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', 2, 'x')];
    const watch = { operation: 'cleanup', token: undefined } as unknown as Partial<Watch>;
    const { outcome } = await follow([update, update, [...update, own('UPDATE_COMPLETE', 3, 'x')]], watch);
    expect(outcome).to.include({ succeeded: true, status: 'UPDATE_COMPLETE' });
  });

  it('waits out a network that is down, but not an emulator that has died', async () => {
    const began = own('CREATE_IN_PROGRESS', 1);
    const pages = [[began], refusedConnection(), refusedConnection(), [began, own('CREATE_COMPLETE', 2)]];
    expect((await follow(pages)).outcome).to.include({ succeeded: true });
    const died = await follow(pages, {}, true).catch((error: unknown) => error);
    expect(died).to.include({ code: 'ENDPOINT_UNREACHABLE' });
  });
});

function own(status: string, at: number, token = 'ours'): StackEvent {
  return event({ logicalId: 'stack', physicalId: STACK, status, at, token });
}

function resource(logicalId: string, at: number): StackEvent {
  return event({ logicalId, physicalId: logicalId, status: 'CREATE_IN_PROGRESS', at, token: 'ours' });
}

function event(fields: Pick<StackEvent, 'logicalId' | 'physicalId' | 'status' | 'at' | 'token'>): StackEvent {
  ids += 1;
  return { id: String(ids), stackId: STACK, resourceType: 'T', ...fields };
}

function refusedConnection(): AwsError {
  return new AwsError('cloudformation:DescribeStackEvents: connect ECONNREFUSED', {
    code: 'ENDPOINT_UNREACHABLE',
    awsName: 'ECONNREFUSED',
    transient: true,
  });
}
