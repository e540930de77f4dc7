import { expect } from 'chai';
import { lastDuration, longestFirst } from '../../scripts/deploy/apply/durations.ts';
import { deploy } from '../../scripts/deploy/deploy.ts';
import { type Bench, createBench, type TestStack } from './support.ts';

describe('how long stacks take', () => {
  let bench: Bench;
  beforeEach(() => {
    bench = createBench();
  });
  afterEach(() => bench.dispose());

  const run = (stacks: Readonly<Record<string, TestStack>>) =>
    bench.clock.run(() => deploy(bench.context(stacks)));
  const notices = () => bench.events.flatMap(event => (event.type === 'notice' ? event.message : []));

  it('names a stack that takes three times its last duration, and what it works on', async () => {
    bench.cloud.script.seconds = () => 20;
    await run({ one: {}, two: {} });
    bench.cloud.script.seconds = stack => (stack === 't-one' ? 200 : 50);
    await run({ one: { text: 'b' }, two: { text: 'b' } });
    expect(notices()).to.deep.equal(['one has taken 60 s, at Main; the last time it took 20 s.']);
  });

  it('says nothing about seconds', async () => {
    bench.cloud.script.seconds = () => 1;
    await run({ one: {} });
    bench.cloud.script.seconds = () => 25;
    await run({ one: { text: 'b' } });
    expect(notices()).to.deep.equal([]);
  });

  it('starts the longest first where not all can start', async () => {
    const keys = Array.from({ length: 12 }, (_, index) => `s${index}`);
    const stacks = (text: string) => Object.fromEntries(keys.map(key => [key, { text }]));
    bench.cloud.script.seconds = stack => (stack === 't-s11' ? 100 : 5);
    await run(stacks('a'));
    bench.events.length = 0;
    await run(stacks('b'));
    const started = bench.events.flatMap(event => (event.type === 'stack-started' ? event.key : []));
    expect(started[0]).to.equal('s11');
    expect(started.slice(1)).to.deep.equal(keys.slice(0, 11));
  });
});

describe('longestFirst', () => {
  it('puts what was never done before the longest, and keeps the order otherwise', () => {
    const durations = new Map([
      ['a', 5],
      ['b', 9],
    ]);
    expect(longestFirst(['a', 'new', 'b', 'newer'], durations)).to.deep.equal(['new', 'newer', 'b', 'a']);
  });
});

describe('lastDuration', () => {
  const own = (at: number, status: string) => ({
    id: `${at}`,
    at,
    stackId: 'stack',
    logicalId: 'stack',
    physicalId: 'stack',
    resourceType: 'AWS::CloudFormation::Stack',
    status,
  });

  it('passes over an operation that failed', () => {
    const events = [
      own(90, 'UPDATE_ROLLBACK_COMPLETE'),
      own(50, 'UPDATE_ROLLBACK_IN_PROGRESS'),
      own(40, 'UPDATE_IN_PROGRESS'),
      own(30, 'CREATE_COMPLETE'),
      own(10, 'CREATE_IN_PROGRESS'),
    ];
    expect(lastDuration(events)).to.equal(20);
    expect(lastDuration(events.slice(0, 3))).to.equal(undefined);
  });

  it('ends where everything new stands, not with the clean-up', () => {
    const events = [
      own(90, 'UPDATE_COMPLETE'),
      own(30, 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS'),
      own(10, 'UPDATE_IN_PROGRESS'),
    ];
    expect(lastDuration(events)).to.equal(20);
  });
});
