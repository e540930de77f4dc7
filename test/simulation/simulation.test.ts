import { expect } from 'chai';
import { simulate } from './simulate.ts';
import { DECLARED_FAULTS, formatFailures, formatFaults, simulateMany, type Tally } from './tally.ts';

const REPLAYED = process.env.CLOUDPOOL_SEED;
const ENOUGH_SEEDS = 2_000;
const SEEDS = Number(process.env.CLOUDPOOL_SEEDS ?? ENOUGH_SEEDS);
const MS_PER_SEED = 200;

if (REPLAYED !== undefined) describe('one seed', () => replayOne(Number(REPLAYED)));
else describe('worker and client', () => simulateAll());

function replayOne(seed: number): void {
  it(`keeps every promise with seed ${seed}`, async () => {
    const { violations } = await simulate(seed, line => console.log(line));
    expect(violations).to.deep.equal([]);
  });
}

function simulateAll(): void {
  let tally: Tally;

  before(async function () {
    this.timeout(60_000 + SEEDS * MS_PER_SEED);
    tally = await simulateMany({ first: 1, count: SEEDS });
    console.log(`    ${tally.seeds} seeds, ${tally.events} events, faults injected:`);
    console.log(formatFaults(tally.faults));
  });

  it(`keep every promise with each of ${SEEDS} seeds`, () => {
    expect(tally.seeds).to.equal(SEEDS);
    expect(tally.failures.length, formatFailures(tally.failures)).to.equal(0);
  });

  it('met every kind of fault', function () {
    // Fewer seeds than by default are for a quick look.
    if (SEEDS < ENOUGH_SEEDS) this.skip();
    const missed = DECLARED_FAULTS.filter(kind => tally.faults.get(kind) === 0);
    expect(missed).to.deep.equal([]);
  });

  it('may die at no call that nobody declared', () => {
    expect([...tally.faults.keys()]).to.have.members(DECLARED_FAULTS);
  });

  it('do the same again with the same seed', async () => {
    const [first, second] = [await traceOf(11), await traceOf(11)];
    expect(first.length).to.be.greaterThan(20);
    expect(second).to.deep.equal(first);
  });
}

async function traceOf(seed: number): Promise<string[]> {
  const lines: string[] = [];
  await simulate(seed, line => lines.push(line));
  return lines;
}
