import { expect } from 'chai';
import { AWS_BUDGET } from '../../../scripts/deploy/apply/operation.ts';
import { deploy } from '../../../scripts/deploy/deploy.ts';
import { SimRandom } from '../../support/sim-random.ts';
import { SIX_SECONDS, SIX_STACKS } from '../../support/tiny-stacks.ts';
import { type Bench, createBench, endsOf, type TestStack } from '../support.ts';

/** In virtual time, on an in-memory CloudFormation that takes a second for a change set: only the pace is looked at. */
describe('the pace of a deploy', () => {
  let bench: Bench;
  let looks: number[];
  beforeEach(() => {
    bench = createBench();
    looks = [];
    watch(() => undefined);
  });
  afterEach(() => bench.dispose());

  const watch = (fault: () => 'throttle' | undefined) => {
    bench.cloud.disturb = call => {
      if (call !== 'stackEvents') return undefined;
      looks.push(bench.clock.now());
      return fault();
    };
  };
  const run = async (
    stacks: Readonly<Record<string, TestStack>>,
    seconds: Readonly<Record<string, number>>,
  ) => {
    bench.cloud.script.seconds = name => seconds[name.replace('t-', '')] ?? 0;
    const result = await bench.clock.run(() => deploy(bench.context(stacks)));
    expect(new Set(Object.values(endsOf(result)))).to.deep.equal(new Set(['done']));
    const ended = bench.events.find(event => event.type === 'apply-ended');
    if (ended === undefined) throw new Error('no end');
    return ended.overheadSeconds;
  };
  const six = Object.fromEntries(
    Object.entries(SIX_STACKS).map(([key, from]) => [key, { imports: from.map(name => `t-${name}-Id`) }]),
  );
  const twenty = Array.from({ length: 20 }, (_, at) => [`s${at}`, 6 + (16 * at) / 19] as const);
  it('costs a chain of three new steps less than 1.5 s: no change set is made', async () => {
    expect(await run(six, SIX_SECONDS)).to.be.below(1.5);
    expectWithinBudget(looks);
  });

  it('costs twenty stacks that need each other for nothing less than 2 s', async () => {
    const stacks = Object.fromEntries(twenty.map(([key]) => [key, {}]));
    expect(await run(stacks, Object.fromEntries(twenty))).to.be.below(2);
    expectWithinBudget(looks);
    expect(looks.length, 'with twenty at once the budget is used up').to.be.above(40);
  });

  it('loses less than 2 s when 20 % of the looks are throttled, whatever their order', async () => {
    for (let seed = 1; seed <= 10; seed += 1) {
      const random = new SimRandom(seed);
      let throttled = 0;
      bench.dispose();
      bench = createBench();
      watch(() => {
        if (!random.chance(0.2)) return undefined;
        throttled += 1;
        return 'throttle';
      });
      expect(await run(six, SIX_SECONDS), `seed ${seed}`).to.be.below(1.5 + 2);
      expect(throttled, `seed ${seed}`).to.be.above(5);
    }
  });

  it('starts a stack in the tick in which its last producer ends', async () => {
    await run(six, SIX_SECONDS);
    const own = (key: string, status: string) => {
      const stack = bench.cloud.account.stacks.find(({ name }) => name === `t-${key}`);
      return stack?.events.find(event => event.physicalId === stack.id && event.status === status)?.at ?? 0;
    };
    for (const [key, producer] of [
      ['pool', 'network'],
      ['fargate', 'pool'],
    ] as const) {
      const waited = own(key, 'CREATE_IN_PROGRESS') - own(producer, 'CREATE_COMPLETE');
      expect(waited, key).to.be.below(600);
    }
  });

  it('looks ever more rarely at what takes long', async () => {
    await run({ slow: {} }, { slow: 3_600 });
    expect(looks.length).to.be.within(1_700, 2_050);
    const pauses = looks.slice(1).map((at, index) => at - (looks[index] ?? at));
    expect(Math.max(...pauses)).to.be.at.most(2_000);
    expectWithinBudget(looks);
  });
});

/** In no second more than the burst and what the second brings, and in the long run only the latter. */
function expectWithinBudget(looks: readonly number[]): void {
  const { perSecond, burst } = AWS_BUDGET;
  for (const [index, at] of looks.entries()) {
    const later = looks.slice(index);
    for (const seconds of [1, 10]) {
      const within = later.filter(other => other < at + 1_000 * seconds).length;
      expect(within, `${seconds} s from ${at}`).to.be.at.most(burst + perSecond * seconds);
    }
  }
}
