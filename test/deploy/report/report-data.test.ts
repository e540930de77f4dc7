import { expect } from 'chai';
import { deploy } from '../../../scripts/deploy/deploy.ts';
import type { DeployEvent } from '../../../scripts/deploy/events.ts';
import { criticalChain } from '../../../scripts/deploy/report/critical-chain.ts';
import { type Phase, readPhases } from '../../../scripts/deploy/report/report-data.ts';
import { slowest } from '../../../scripts/deploy/report/resource-bars.ts';
import { type Bench, chain, createBench } from '../support.ts';

const stackOf = (phase: Phase | undefined, wanted: string) => {
  const found = phase?.stacks.find(({ track }) => track.key === wanted);
  if (found === undefined) throw new Error(`no ${wanted}`);
  return found;
};

describe('readPhases', () => {
  let bench: Bench;
  beforeEach(() => {
    bench = createBench();
  });
  afterEach(() => bench.dispose());

  const run = async (stacks = chain) => {
    await bench.clock.run(() => deploy(bench.context(stacks)));
    return readPhases(bench.events);
  };

  it('finds the very chain that the overhead was measured against', async () => {
    bench.cloud.script.seconds = stack => ({ 't-network': 12, 't-pool': 8 })[stack] ?? 5;
    const [phase] = await run();
    const critical = phase?.stacks.filter(stack => stack.critical) ?? [];
    expect(critical.map(({ track }) => track.key)).to.deep.equal(['storage', 'pool', 'wake']);
    const total = critical.reduce((sum, { bar }) => sum + (bar?.to ?? 0) - (bar?.from ?? 0), 0);
    expect(total).to.be.closeTo(phase?.timeline.totals?.criticalSeconds ?? Number.NaN, 0.001);
    expect(total).to.be.closeTo(18, 0.001);
  });

  it('takes the times of resources from their events, and names who was waited for', async () => {
    const [phase] = await run();
    const { resources, waitedFor, bar } = stackOf(phase, 'pool');
    expect(waitedFor).to.equal('storage');
    expect(resources).to.have.lengthOf(1);
    expect((resources[0]?.to ?? 0) - (resources[0]?.from ?? 0)).to.equal(5);
    expect(resources[0]?.from).to.be.at.least(bar?.from ?? Number.NaN);
    expect(slowest(resources, 1)[0]?.resource.logicalId).to.equal('Main');
  });

  it('shows what was followed first by itself', async () => {
    await run();
    bench.events.length = 0;
    const changed = { ...chain, network: { text: 'b' } };
    await bench.clock.run(async () => {
      const first = deploy(bench.context(changed, { report: () => {} }));
      await bench.clock.sleep(4_000);
      await Promise.all([first, deploy(bench.context({ ...changed, storage: { text: 'c' } }))]);
    });
    const phases = readPhases(bench.events);
    expect(phases.map(({ attached }) => attached)).to.deep.equal([true, false]);
    const followed = stackOf(phases[0], 'network');
    expect(followed.bar).to.deep.equal({ from: 0, to: 5, open: false });
    expect(stackOf(phases[1], 'storage').track.state).to.equal('done');
  });

  it('shows what there is of a deploy that was cut short', async () => {
    await run();
    const half = bench.events.findIndex(event => event.type === 'resource' && event.key === 'pool');
    const [phase] = readPhases(bench.events.slice(0, half + 1));
    expect(stackOf(phase, 'storage').bar?.open).to.equal(false);
    expect(stackOf(phase, 'pool').bar?.open).to.equal(true);
    expect(stackOf(phase, 'wake').bar).to.equal(undefined);
    expect(phase?.timeline.endedAt).to.equal(undefined);
  });

  it('has nothing to show of a plan that nobody approved', async () => {
    await bench.clock.run(() => deploy(bench.context(chain, { approve: async () => false })));
    expect(readPhases(bench.events)).to.deep.equal([]);
  });

  it('puts right a clock of CloudFormation that is ahead, or behind', async () => {
    const [phase] = await run();
    const shown = (from: Phase | undefined) => from?.stacks.map(({ bar }) => [bar?.from, bar?.to]);
    for (const skew of [90_000, -90_000]) {
      const [skewed] = readPhases(bench.events.map(event => shifted(event, skew)));
      for (const [index, [from, to]] of (shown(skewed) ?? []).entries()) {
        const [wantedFrom, wantedTo] = shown(phase)?.[index] ?? [];
        expect(from).to.be.closeTo(wantedFrom ?? Number.NaN, 3);
        expect(to).to.be.closeTo(wantedTo ?? Number.NaN, 3);
      }
    }
  });
});

/** An event as it comes when CloudFormation's clock is ahead. */
function shifted(event: DeployEvent, ms: number): DeployEvent {
  if (event.type === 'resource') return { ...event, at: event.at + ms };
  if (event.type !== 'stack-ended' || event.span === undefined) return event;
  const { startedAt, endedAt } = event.span;
  return { ...event, span: { startedAt: startedAt + ms, endedAt: endedAt + ms } };
}

describe('criticalChain', () => {
  it('goes through what did not move, to what had to be waited for', () => {
    const span = (seconds: number) => ({ startedAt: 0, endedAt: seconds });
    const spans = new Map([
      ['a', span(4)],
      ['c', span(3)],
      ['d', span(6)],
    ]);
    const after: Record<string, readonly string[]> = { b: ['a'], c: ['b'] };
    expect(criticalChain(['a', 'b', 'c', 'd'], key => after[key] ?? [], spans)).to.deep.equal(['a', 'c']);
  });
});
