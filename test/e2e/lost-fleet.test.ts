import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ListTasksCommand, StopTaskCommand } from '@aws-sdk/client-ecs';
import { expect } from 'chai';
import { parseDocument } from 'yaml';
import { writeImage } from '../../scripts/image/write-image.ts';
import type { Clone } from '../support/e2e-clone.ts';
import { until } from '../support/e2e-containers.ts';
import { type StandingPlace, standUp } from '../support/e2e-place.ts';
import { inputOf, parseEvents, readResults } from '../support/e2e-results.ts';

const LOCAL = 'environments/local.yaml';
const TAG = 'late';
const RUN_ID = /\d{8}T\d{6}-[0-9a-z]{4}/;

/** Only containers work for `steps`, two at once, and their image is not there yet. */
function addFleet(clone: Clone): void {
  const document = parseDocument(clone.read(LOCAL));
  document.setIn(['stacks', 'steps', 'parameters', 'Workers'], 'container');
  const parameters = {
    NetworkStackName: { stack: 'network' },
    StorageStackName: { stack: 'storage' },
    IamStackName: { stack: 'iam' },
    PoolStackName: { stack: 'steps' },
    Function: 'steps',
    ImageTag: TAG,
    Architecture: 'x86_64',
    Cpu: 1024,
    Memory: 2048,
    MaxTasks: 2,
    IdleSeconds: 5,
  };
  document.setIn(['stacks', 'fleet'], document.createNode({ template: 'fargate', parameters }));
  clone.write(LOCAL, String(document));
}

describe('a run whose containers are lost', function () {
  this.timeout(180_000);
  let place: StandingPlace;
  before(async () => {
    const pools = { steps: { function: 'steps' } };
    place = await standUp({ prefix: 'e2e-fleet', keep: ['storage', 'network', 'iam'], pools }, addFleet);
  });

  const steps = (count: number, wait: number) =>
    Array.from({ length: count }, (_, index) => ({ name: `step ${index}`, wait }));

  /** The fleet's containers that are up. */
  async function running(): Promise<readonly string[]> {
    const ecs = await place.world.session.ecs();
    const cluster = place.outputs.fleet?.ClusterArn;
    return (await ecs.send(new ListTasksCommand({ cluster }))).taskArns ?? [];
  }

  const idle = () =>
    until('the last of the run before to leave', async () =>
      (await running()).length === 0 ? true : undefined,
    );

  /** Takes one of them away, as AWS takes Spot capacity back. */
  async function interruptOne(): Promise<string> {
    const ecs = await place.world.session.ecs();
    const cluster = place.outputs.fleet?.ClusterArn;
    const [task = ''] = await running();
    const reason = 'Your Spot Task was interrupted.';
    await ecs.send(new StopTaskCommand({ cluster, task, reason }));
    return task.slice(task.lastIndexOf('/') + 1);
  }

  it('ends with the cause and what to do when none ever starts, and goes on once one can', async () => {
    writeFileSync(place.file('late.jsonl'), inputOf(steps(4, 0)));
    const args = ['run', 'steps', 'late.jsonl', '-o', 'late-out.jsonl', '--chunk', '2'];
    const { code, stderr } = await place.run(args, { as: place.client });
    const told = stderr.replaceAll(/\s+/g, ' ');
    expect(code, stderr).to.equal(1);
    expect(told).to.match(/Starts 2 containers of 1 vCPU, 2 GB.*: \$0\.\d\d an hour together/);
    expect(told).to.include('fleet fleet starts no more: CannotPullContainerError');
    expect(told).to.match(/nobody can work on run .*: fleet fleet: CannotPullContainerError/);
    expect(told).to.include(`:${TAG}? Push it under this tag, or give stack fleet the ImageTag`);
    const [run = ''] = RUN_ID.exec(stderr) ?? [];
    await writeImage(place.clone.root, join(place.world.stateDir, 'images', TAG), ['steps']);
    const resumed = await place.run(['resume', run, '-o', 'late-out.jsonl'], { as: place.client });
    expect(resumed.code, resumed.stderr).to.equal(0);
    expect(resumed.stderr).to.match(/containers?: .*\. Fargate bills .*, about \$0\.\d+/);
    const results = readResults(place.file('late-out.jsonl'), 4);
    expect(results.every(({ ok, attempts }) => ok && attempts === 1)).to.equal(true);
  });

  it('names one that is taken away, and starts another', async () => {
    await idle();
    writeFileSync(place.file('spot.jsonl'), inputOf(steps(32, 3_000)));
    const args = ['run', 'steps', 'spot.jsonl', '-o', 'spot-out.jsonl', '--chunk', '2', '--json'];
    const command = place.start(args, { as: place.client });
    await command.until(/"type":"progress"/);
    const container = await interruptOne();
    const { code, stdout, stderr } = await command.ended;
    expect(code, stderr).to.equal(0);
    const events = parseEvents(stdout);
    const lost = events.filter(({ type }) => type === 'container-lost');
    expect(lost.map(event => [event.container, event.reason])).to.deep.equal([
      [container, 'AWS took its Spot capacity back'],
    ]);
    const started = events.filter(({ type }) => type === 'containers-started');
    expect(started.at(-1), 'the one in its place').to.include({ count: 1 });
    expect(events.at(-1)).to.include({ type: 'containers-left', lost: 1 });
    const results = readResults(place.file('spot-out.jsonl'), 32);
    expect(results.every(({ ok }) => ok)).to.equal(true);
  });

  it('goes with its stack while it works: a deployer’s destroy stops its containers first', async () => {
    await idle();
    writeFileSync(place.file('left.jsonl'), inputOf(steps(4, 18_000)));
    const args = ['run', 'steps', 'left.jsonl', '-o', 'left-out.jsonl', '--chunk', '2', '--json'];
    const client = place.start(args, { as: place.client });
    await client.until(/"type":"containers-started"/);
    await until('both containers', async () => ((await running()).length === 2 ? 2 : undefined));
    client.kill('SIGKILL');
    const { code, stderr } = await place.run(['destroy', 'fleet', '--yes'], { as: place.deployer });
    expect(code, stderr).to.equal(0);
    const told = stderr.replaceAll(/\s+/g, ' ');
    expect(told).to.match(/! loses data: Cluster \(\S+\) runs 2 tasks: they are stopped before/);
    expect(told).to.match(/fleet: 2 tasks of Cluster \(\S+\) told to stop and waited for: [\w-]+, [\w-]+/);
  });
});
