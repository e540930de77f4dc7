import { expect } from 'chai';
import type { ActiveStack, InterruptAnswer } from '../../scripts/deploy/apply/interruption.ts';
import { deploy } from '../../scripts/deploy/deploy.ts';
import { type Bench, chain, createBench, endsOf, pending } from './support.ts';

describe('deploy, interrupted on a terminal', () => {
  let bench: Bench;
  let second: AbortController;
  const asked: (readonly ActiveStack[])[] = [];
  beforeEach(() => {
    bench = createBench();
    second = new AbortController();
    asked.length = 0;
  });
  afterEach(() => bench.dispose());

  /** Deploys, with Ctrl-C after some seconds. */
  const run = (
    stacks: typeof chain,
    seconds: number,
    answer: InterruptAnswer | (() => Promise<InterruptAnswer>),
  ) => {
    const ask = async (active: readonly ActiveStack[]) => {
      asked.push(active);
      return typeof answer === 'function' ? answer() : answer;
    };
    const context = bench.context(stacks, { interrupt: { detach: second.signal, ask } });
    return bench.clock.run(() => {
      void bench.clock.sleep(seconds * 1000).then(() => bench.abort.abort());
      return deploy(context);
    });
  };
  const first = () => bench.clock.run(() => deploy(bench.context(chain)));
  const changed = { ...chain, storage: { text: 'b' }, pool: { imports: ['t-storage-Id'], text: 'b' } };
  const status = (name: string) => bench.cloud.account.stacks.findLast(stack => stack.name === name)?.status;

  it('rolls an update back and follows it to the end', async () => {
    await first();
    const result = await run(changed, 4, 'cancel');
    expect(asked.flat().map(({ key, operation }) => `${operation} ${key}`)).to.deep.equal(['update storage']);
    expect(endsOf(result)).to.include({ storage: 'cancelled', pool: 'cancelled' });
    expect(status('t-storage')).to.equal('UPDATE_ROLLBACK_COMPLETE');
    expect(status('t-pool')).to.equal('CREATE_COMPLETE');
    expect(result).to.include({ detached: true, succeeded: false });
  });

  it('deletes what is being created only when that is the answer, by its ARN', async () => {
    const result = await run({ storage: {} }, 4, 'cancel-and-delete');
    expect(endsOf(result)).to.deep.equal({ storage: 'cancelled' });
    expect(bench.cloud.account.stacks.map(stack => stack.status)).to.deep.equal(['DELETE_COMPLETE']);
  });

  it('follows a creation to its end when only updates are cancelled', async () => {
    const result = await run({ storage: {}, pool: { imports: ['t-storage-Id'] } }, 4, 'cancel');
    expect(endsOf(result)).to.deep.equal({ storage: 'done', pool: 'cancelled' });
    expect(bench.cloud.account.stacks.map(stack => stack.status)).to.deep.equal(['CREATE_COMPLETE']);
  });

  it('asks once, also when two stacks are on their way', async () => {
    await first();
    const result = await run({ ...changed, network: { text: 'b' } }, 4, 'cancel');
    expect(asked.map(active => active.map(({ key }) => key).toSorted())).to.deep.equal([
      ['network', 'storage'],
    ]);
    expect(endsOf(result)).to.include({ storage: 'cancelled', network: 'cancelled' });
  });

  it('deletes the change sets that will not run as soon as it is interrupted', async () => {
    await first();
    let left: string[] = [];
    const look = async () => {
      await bench.clock.sleep(1);
      const pool = bench.cloud.account.stacks.find(({ name }) => name === 't-pool');
      left = [...(pool?.changeSets.values() ?? [])].filter(pending).map(({ state }) => state.id);
      return 'detach' as const;
    };
    await run(changed, 4, look);
    expect(left).to.deep.equal([]);
    expect(bench.cloud.calls.filter(call => call === 'createChangeSet')).to.have.lengthOf(2);
  });

  it('leaves everything to CloudFormation when that is the answer', async () => {
    await first();
    const result = await run(changed, 4, 'detach');
    expect(endsOf(result)).to.include({ storage: 'cancelled' });
    expect(bench.cloud.calls).to.not.include('cancelUpdate');
    expect(status('t-storage')).to.equal('UPDATE_IN_PROGRESS');
  });

  it('detaches at the second Ctrl-C, also in the middle of a rollback', async () => {
    await first();
    bench.cloud.script.seconds = () => 60;
    void bench.clock.sleep(5_200).then(() => second.abort());
    const result = await run(changed, 5, 'cancel');
    expect(endsOf(result)).to.include({ storage: 'cancelled' });
    expect(status('t-storage')).to.equal('UPDATE_ROLLBACK_IN_PROGRESS');
  });

  it('goes on to the end when the question is never answered', async () => {
    await first();
    const result = await run(changed, 4, () => new Promise(() => undefined));
    expect(endsOf(result)).to.include({ storage: 'done', pool: 'cancelled' });
  });

  it('ends as interrupted when Ctrl-C is the answer to the question, and leaves no change set', async () => {
    await first();
    const approve = async () => {
      bench.abort.abort();
      return false;
    };
    const context = bench.context(changed, { approve });
    const refusal = await bench.clock.run(() => deploy(context)).catch((error: unknown) => error);
    expect(refusal).to.include({ code: 'INTERRUPTED', exitCode: 130 });
    const left = bench.cloud.account.stacks.flatMap(({ changeSets }) => [...changeSets.values()]);
    expect(left.filter(pending)).to.deep.equal([]);
  });

  it('cancels again when the call is throttled', async () => {
    await first();
    let calls = 0;
    bench.cloud.disturb = call => (call === 'cancelUpdate' && ++calls < 3 ? 'throttle' : undefined);
    expect(endsOf(await run(changed, 2.5, 'cancel'))).to.include({ storage: 'cancelled' });
    expect(status('t-storage')).to.equal('UPDATE_ROLLBACK_COMPLETE');
  });

  it('says that what has just ended cannot be cancelled', async () => {
    await first();
    bench.cloud.gateway.cancelUpdate = () =>
      Promise.reject(new Error('cannot be called from current stack status'));
    const result = await run(changed, 4, 'cancel');
    expect(endsOf(result)).to.include({ storage: 'done' });
    const notices = bench.events.flatMap(event => (event.type === 'notice' ? event.message : []));
    expect(notices.join('\n')).to.contain('storage could not be cancelled: cannot be called');
  });

  it('tells why a rollback failed that a cancellation began', async () => {
    await first();
    bench.cloud.script.rollbackFailures.set('t-storage/Main', 'no way back');
    const result = await run(changed, 4, 'cancel');
    expect(result.stacks.get('storage')).to.include({ end: 'failed' });
    expect(result.stacks.get('storage')?.card).to.include({ reason: 'no way back', logicalId: 'Main' });
  });
});
