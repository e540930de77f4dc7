import { expect } from 'chai';
import { openCloudFormation } from '../../scripts/aws/cloudformation-sdk.ts';
import { deploy } from '../../scripts/deploy/deploy.ts';
import { openWorld, type World } from '../support/e2e-world.ts';
import { isRead } from '../support/fault-proxy-calls.ts';
import { type Death, type Gallows, openGallows } from '../support/killed-command.ts';
import { SimRandom } from '../support/sim-random.ts';
import { throughProxy } from '../support/through-proxy.ts';
import { type TinyEnvironment, type TinyStacks, tinyEnvironment } from '../support/tiny-stacks.ts';

const STACKS: TinyStacks = { network: [], storage: [], pool: ['network', 'storage'] };
const KEYS = Object.keys(STACKS);
const KILLS = 20;
/** As many as there are processors to run them on. */
const LANES = 2;

type Command = 'create' | 'update' | 'destroy';

/** What happened to the commands of all lanes. */
interface Tally {
  readonly killed: Record<Command, number>;
  readonly moments: Record<Death['moment'], number>;
  attached: number;
}

describe('a deploy and a destroy that are killed with -9', function () {
  this.timeout(240_000);
  const tally: Tally = {
    killed: { create: 0, update: 0, destroy: 0 },
    moments: { before: 0, after: 0, 'next-look': 0 },
    attached: 0,
  };
  let world: World;
  before(async () => {
    world = await openWorld();
  });

  it(`are finished by the next command, wherever they die: ${KILLS} times each`, async () => {
    const rounds = Array.from({ length: KILLS }, (_, round) => round);
    const lanes = Array.from({ length: LANES }, (_, lane) =>
      playLane(
        world,
        `kill${lane}`,
        rounds.filter(round => round % LANES === lane),
        tally,
      ),
    );
    await Promise.all(lanes);
  });

  it('were killed at all kinds of moments, and some of them in the middle of an operation', () => {
    expect(tally.killed.create + tally.killed.update).to.equal(KILLS);
    expect(tally.killed.destroy).to.equal(KILLS);
    expect(Math.min(tally.killed.create, tally.killed.update)).to.be.above(KILLS / 4);
    for (const [moment, count] of Object.entries(tally.moments)) expect(count, moment).to.be.above(5);
    expect(tally.attached, 'attached to what went on').to.be.above(0);
  });
});

/** A prefix of its own, and commands one after another. */
interface Lane {
  readonly world: World;
  readonly prefix: string;
  readonly gallows: Gallows;
  readonly environment: TinyEnvironment;
  readonly tally: Tally;
  /** How long the operations take that begin from now on. */
  readonly pace: { stackSeconds: number };
}

async function playLane(
  world: World,
  prefix: string,
  rounds: readonly number[],
  tally: Tally,
): Promise<void> {
  const pace = { stackSeconds: 0.1 };
  const gallows = await openGallows(world.endpoint, {
    stackSeconds: () => pace.stackSeconds,
    changeSetSeconds: 0.05,
  });
  const { proxy } = gallows;
  const environment = tinyEnvironment({ endpoint: proxy.address, prefix });
  const lane: Lane = { world, prefix, gallows, environment, tally, pace };
  try {
    const steps = await countSteps(lane);
    for (const round of rounds) await playRound(lane, round, steps);
    expectOneAtATime(lane);
  } finally {
    proxy.close();
    environment.remove();
  }
}

/** How many calls each command makes when nobody kills it. */
async function countSteps({ gallows, environment }: Lane): Promise<Readonly<Record<Command, number>>> {
  const run = async (command: 'deploy' | 'destroy') => {
    const { code, stderr, steps } = await gallows.run([command, '-e', environment.file, '--yes']);
    expect(code, stderr).to.equal(0);
    return steps;
  };
  environment.write(STACKS);
  const create = await run('deploy');
  environment.write(STACKS, 'b');
  return { create, update: await run('deploy'), destroy: await run('destroy') };
}

async function playRound(lane: Lane, round: number, steps: Readonly<Record<Command, number>>): Promise<void> {
  const { gallows, environment } = lane;
  const updates = round % 3 === 0;
  environment.write(STACKS, 'a');
  if (updates) {
    await throughProxy(gallows.proxy, environment, deploy);
    environment.write(STACKS, `round ${round}`);
  }
  const part = round / KILLS;
  await killAndFinish(
    lane,
    updates ? 'update' : 'create',
    deathAt(part, steps[updates ? 'update' : 'create']),
  );
  await expectWhole(lane);
  await killAndFinish(lane, 'destroy', deathAt(part, steps.destroy, round + KILLS));
  await expectNothing(lane);
}

/** Somewhere in the n-th part of a command, the same for the same round on every machine. */
function deathAt(part: number, steps: number, seed = Math.round(part * KILLS)): Death {
  const random = new SimRandom(seed + 1);
  const call = Math.min(steps - 1, Math.floor((part + random.next() / KILLS) * steps));
  // After its last calls a command looks at nothing any more.
  const moments = part < 0.75 ? (['before', 'after', 'next-look'] as const) : (['before', 'after'] as const);
  return { call, moment: random.pick(moments) };
}

async function killAndFinish(
  { gallows, environment, tally, pace }: Lane,
  command: Command,
  death: Death,
): Promise<void> {
  const args = [command === 'destroy' ? 'destroy' : 'deploy', '-e', environment.file, '--yes'];
  // Who dies while it looks at stacks leaves them busy for the next command.
  pace.stackSeconds = death.moment === 'next-look' ? 1.5 : 0.1;
  const victim = await gallows.run(args, death);
  pace.stackSeconds = 0.1;
  const what = `${command} killed ${death.moment} call ${death.call}`;
  expect(victim.killed, `${what}: ${victim.stderr}`).to.equal(true);
  tally.killed[command] += 1;
  tally.moments[death.moment] += 1;
  const next = await gallows.run(args);
  expect(next.code, `${what}, then:\n${next.stderr}`).to.equal(0);
  if (next.stderr.includes('attached')) tally.attached += 1;
}

/** Everything stands, another deploy finds nothing to do, and no change set waits. */
async function expectWhole({ gallows, environment, world, prefix }: Lane): Promise<void> {
  const { result, calls } = await throughProxy(gallows.proxy, environment, deploy);
  expect([...result.stacks.values()].map(({ end }) => end)).to.deep.equal(KEYS.map(() => 'unchanged'));
  expect(calls.filter(call => !isRead(call))).to.deep.equal([]);
  for (const key of KEYS) expect(await waitingChangeSets(world, `${prefix}-${key}`)).to.deep.equal([]);
}

/** Change sets of a stack that nobody ran. The emulator also keeps those of a shell that it replaced by another. */
async function waitingChangeSets({ session }: World, stackName: string): Promise<readonly string[]> {
  const cloudFormation = openCloudFormation(session);
  const stack = await cloudFormation.describeStack(stackName);
  const listed = await cloudFormation.listChangeSets(stackName);
  const all = await Promise.all(listed.map(({ id }) => cloudFormation.describeChangeSet(id)));
  return all
    .filter(({ executionStatus, stackId }) => executionStatus === 'AVAILABLE' && stackId === stack?.id)
    .map(({ id }) => id);
}

async function expectNothing({ world, prefix }: Lane): Promise<void> {
  const names = await openCloudFormation(world.session).stackNames();
  expect(names.filter(name => name.startsWith(`${prefix}-`))).to.deep.equal([]);
}

/** Never two operations on one stack, and never a call that CloudFormation would have refused. */
function expectOneAtATime({ gallows }: Lane): void {
  const { operations, refused } = gallows.proxy.slow;
  expect(refused.map(({ action }) => action)).to.deep.equal([]);
  for (const [index, { stackId, began }] of operations.entries()) {
    const earlier = operations.slice(0, index).findLast(other => other.stackId === stackId);
    expect(began, stackId).to.be.at.least(earlier?.ends ?? 0);
  }
}
