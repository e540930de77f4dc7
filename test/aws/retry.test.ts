import { expect } from 'chai';
import { trying } from '../../scripts/aws/retry.ts';

describe('trying', () => {
  const pauses = async (attempts: number, errorType: 'THROTTLING' | 'TRANSIENT' | 'CLIENT_ERROR') => {
    const strategy = trying(attempts, () => 0.5);
    const waited: number[] = [];
    let token = await strategy.acquireInitialRetryToken('');
    for (;;) {
      const next = await strategy.refreshRetryTokenForRetry(token, { errorType }).catch(() => undefined);
      if (next === undefined) return waited;
      waited.push(next.getRetryDelay());
      token = next;
    }
  };

  it('tries a throttled call again soon, then ever more slowly', async () => {
    expect(await pauses(8, 'THROTTLING')).to.deep.equal([100, 200, 400, 800, 1_600, 3_200, 6_400]);
  });

  it('hardly waits after a lost connection', async () => {
    expect(await pauses(3, 'TRANSIENT')).to.deep.equal([50, 100]);
  });

  it('tries once where once is enough, and never again what the caller did wrong', async () => {
    expect(await pauses(1, 'THROTTLING')).to.deep.equal([]);
    expect(await pauses(8, 'CLIENT_ERROR')).to.deep.equal([]);
  });
});
