import { expect } from 'chai';
import type { DeployEvent } from '../../../scripts/deploy/events.ts';
import { remainingSeconds } from '../../../scripts/deploy/report/remaining.ts';
import { currentStep, hasFailed, isComplete } from '../../../scripts/deploy/report/resource-track.ts';
import { emptyTimeline, nextTimeline } from '../../../scripts/deploy/report/timeline.ts';

const resource = (at: number, status: string, reason?: string): DeployEvent => ({
  type: 'resource',
  at,
  key: 'one',
  logicalId: 'Main',
  resourceType: 'AWS::SNS::Topic',
  status,
  ...(reason === undefined ? {} : { reason }),
});
const read = (events: readonly DeployEvent[]) => events.reduce(nextTimeline, emptyTimeline);
const main = (...events: readonly DeployEvent[]) => {
  const track = read(events).stacks.get('one')?.resources.get('Main');
  if (track === undefined) throw new Error('no resource');
  return track;
};

describe('nextTimeline', () => {
  it('takes the two beginnings of a resource for one', () => {
    const track = main(
      resource(1_000, 'CREATE_IN_PROGRESS'),
      resource(2_000, 'CREATE_IN_PROGRESS', 'Resource creation Initiated'),
    );
    expect(track.steps).to.deep.equal([{ verb: 'CREATE', startedAt: 1_000 }]);
    expect(currentStep(track)?.startedAt).to.equal(1_000);
    expect(isComplete(track)).to.equal(false);
  });

  it('keeps the failed step beside the deletion by the rollback, and its reason', () => {
    const track = main(
      resource(1_000, 'CREATE_IN_PROGRESS'),
      resource(3_000, 'CREATE_FAILED', 'quota'),
      resource(4_000, 'DELETE_IN_PROGRESS'),
      resource(5_000, 'DELETE_COMPLETE'),
    );
    expect(track.steps).to.deep.equal([
      { verb: 'CREATE', startedAt: 1_000, endedAt: 3_000, failed: true },
      { verb: 'DELETE', startedAt: 4_000, endedAt: 5_000 },
    ]);
    expect(track.reason).to.equal('quota');
    expect(hasFailed(track)).to.equal(true);
    expect(currentStep(track)).to.equal(undefined);
  });

  it('tells what was given up from what failed', () => {
    const track = main(
      resource(1_000, 'CREATE_IN_PROGRESS'),
      resource(3_000, 'CREATE_FAILED', 'Resource creation cancelled'),
    );
    expect(hasFailed(track)).to.equal(false);
    expect(isComplete(track)).to.equal(false);
  });

  it('takes an end whose beginning nobody saw for a moment', () => {
    expect(main(resource(3_000, 'UPDATE_COMPLETE')).steps).to.deep.equal([
      { verb: 'UPDATE', startedAt: 3_000, endedAt: 3_000 },
    ]);
  });

  it('counts an attached stack from when CloudFormation began', () => {
    const timeline = read([
      {
        type: 'apply-started',
        at: 9_000,
        keys: ['one'],
        attached: true,
        expected: { one: { seconds: 20, from: 'last' } },
      },
      { type: 'stack-started', at: 9_000, key: 'one', stackName: 't-one', action: 'update', since: 4_000 },
    ]);
    expect(timeline.attached).to.equal(true);
    expect(timeline.stacks.get('one')).to.include({ startedAt: 4_000 });
    expect(remainingSeconds(timeline, 10_000)).to.equal(14);
  });
});

describe('remainingSeconds', () => {
  const plan = (key: string, after: readonly string[], seconds?: number) => ({
    key,
    stackName: key,
    action: 'create' as const,
    reasons: [],
    rows: [],
    after,
    ...(seconds === undefined ? {} : { expected: { seconds, from: 'typical' as const } }),
  });
  const started = (stacks: readonly ReturnType<typeof plan>[]) =>
    read([
      { type: 'plan', stacks, approval: '' },
      { type: 'apply-started', at: 0, keys: stacks.map(({ key }) => key) },
      { type: 'stack-started', at: 0, key: 'a', stackName: 'a', action: 'create' },
    ]);

  it('follows the longest chain, and takes off what has passed', () => {
    const timeline = started([plan('a', [], 10), plan('b', ['a'], 20), plan('c', [], 25)]);
    expect(remainingSeconds(timeline, 4_000)).to.equal(26);
    expect(remainingSeconds(timeline, 60_000)).to.equal(25);
  });

  it('says nothing where a stack is of unknown length', () => {
    expect(remainingSeconds(started([plan('a', [], 10), plan('b', ['a'])]), 0)).to.equal(undefined);
  });

  it('says nothing when everything should be over', () => {
    expect(remainingSeconds(started([plan('a', [], 10)]), 10_000)).to.equal(undefined);
  });
});
