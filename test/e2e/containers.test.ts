import { writeFileSync } from 'node:fs';
import { FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { RunTaskCommand } from '@aws-sdk/client-ecs';
import { GetRolePolicyCommand, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { expect } from 'chai';
import { parseDocument } from 'yaml';
import { containerPlace, tasksOf, until } from '../support/e2e-containers.ts';
import { lookAt } from '../support/e2e-ledger.ts';
import type { StandingPlace } from '../support/e2e-place.ts';
import { inputOf, parseEvents, parseResults, readResults } from '../support/e2e-results.ts';

const LOCAL = 'environments/local.yaml';
const LEFT = 'Essential container in task exited';

describe('container workers', function () {
  this.timeout(120_000);
  let place: StandingPlace;
  before(async () => {
    place = await containerPlace();
  });

  const steps = (count: number, wait: number) =>
    Array.from({ length: count }, (_, index) => ({ name: `step ${index}`, wait }));

  it('bring a run to its end that no function works on, two at once, and leave when they find no more', async () => {
    writeFileSync(place.file('fleet.jsonl'), inputOf(steps(16, 200)));
    const args = ['run', 'steps', 'fleet.jsonl', '-o', 'fleet-out.jsonl', '--chunk', '2', '--json'];
    const { code, stdout, stderr } = await place.run(args, { as: place.client });
    expect(code, stderr).to.equal(0);
    const results = readResults(place.file('fleet-out.jsonl'), 16);
    expect(results.every(({ ok, attempts }) => ok && attempts === 1)).to.equal(true);
    const started = parseEvents(`${stdout}${stderr}`).filter(({ type }) => type === 'containers-started');
    expect(started.map(({ fleet, count }) => ({ fleet, count }))).to.deep.equal([
      { fleet: 'fleet', count: 2 },
    ]);
    const tasks = await allOver();
    expect(tasks.map(({ stoppedReason }) => stoppedReason)).to.deep.equal([LEFT, LEFT]);
    expect(await logged(/"event":"leaving"/)).to.have.length(2);
  });

  it('lose nothing when one is killed: its chunk comes back within a lease, and each task counts once', async () => {
    const lines = steps(8, 20).map((step, index) =>
      index === 5 ? { ...step, killOnce: place.file('container-killed') } : step,
    );
    const begun = Date.now();
    const program = place.start([JSON.stringify(lines)], { as: place.client, program: 'programs/steps.ts' });
    const { code, stdout, stderr } = await program.ended;
    expect(code, stderr).to.equal(0);
    expect(Date.now() - begun, 'leases of 4 s').to.be.below(60_000);
    const results = parseResults(stdout.split('\n').slice(0, 8).join('\n').concat('\n'), 8);
    expect(results.every(({ ok }) => ok)).to.equal(true);
    const reasons = (await allOver()).map(({ stoppedReason }) => stoppedReason);
    expect(reasons.filter(reason => reason === `${LEFT} with SIGKILL`)).to.have.length(1);
    expect(await logged(/"event":"result".*"losses":1/), 'the chunk of the lost one').to.have.length(1);
  });

  it('have the rights of the pool’s workers: without one of them there is no result, and the log says which', async () => {
    const restore = await withdraw('s3:GetObject');
    try {
      const args = ['run', 'steps', '--detach', '--chunk', '2'];
      const sent = await place.run(args, { as: place.client, input: inputOf(steps(2, 0)) });
      expect(sent.code, sent.stderr).to.equal(0);
      await logged(/not authorized to perform: s3:GetObject|AccessDenied.*s3:GetObject/);
      const { results } = await lookAt(place, { pool: 'steps', run: sent.stdout.trim() });
      expect(results).to.equal(0);
      await place.run(['cancel', sent.stdout.trim()], { as: place.client });
    } finally {
      await restore();
    }
  });

  it('share a queue with functions where both work, and both bring results', async () => {
    const document = parseDocument(place.clone.read(LOCAL));
    document.setIn(['stacks', 'steps', 'parameters', 'Workers'], 'both');
    place.clone.write(LOCAL, String(document));
    const { result } = await place.deploy(place.deployer, ['steps']);
    expect(result.succeeded).to.equal(true);
    writeFileSync(place.file('both.jsonl'), inputOf(steps(40, 1_000)));
    const args = ['run', 'steps', 'both.jsonl', '-o', 'both-out.jsonl', '--chunk', '1', '--json'];
    const { code, stdout, stderr } = await place.run(args, { as: place.client });
    expect(code, stderr).to.equal(0);
    const results = readResults(place.file('both-out.jsonl'), 40);
    expect(results.every(({ ok, attempts }) => ok && attempts === 1)).to.equal(true);
    const run = parseEvents(`${stdout}${stderr}`).find(({ type }) => type === 'run-created')?.run;
    const byContainers = await logged(new RegExp(`"event":"result".*"run":"${run}"`));
    expect(byContainers.length, 'the others by functions').to.be.within(1, 39);
  });

  it('say which image is missing, in the task itself', async () => {
    place.clone.edit(LOCAL, 'ImageTag: e2e', 'ImageTag: 0a1b2c3');
    const { result } = await place.deploy(place.deployer, ['fleet']);
    expect(result.succeeded).to.equal(true);
    const { ClusterArn, TaskDefinitionFamily } = place.outputs.fleet ?? {};
    const ecs = await place.world.session.ecs();
    await ecs.send(new RunTaskCommand({ cluster: ClusterArn, taskDefinition: TaskDefinitionFamily }));
    const reasons = (await allOver()).map(({ stoppedReason }) => stoppedReason);
    expect(reasons.filter(reason => reason?.startsWith('CannotPullContainerError'))).to.have.length(1);
    expect(reasons.join()).to.include('no image with the tag 0a1b2c3');
  });

  /** Waits until no container of the fleet runs, and returns all its tasks. */
  async function allOver() {
    return await until('the end of all containers', async () => {
      const tasks = await tasksOf(place, 'fleet');
      return tasks.every(({ lastStatus }) => lastStatus === 'STOPPED') ? tasks : undefined;
    });
  }

  /** Waits for lines of the containers' log. */
  async function logged(pattern: RegExp): Promise<readonly string[]> {
    const logGroupName = place.outputs.fleet?.LogGroupName;
    return await until(`${pattern} in the log`, async () => {
      const { events = [] } = await place.world.logs.send(new FilterLogEventsCommand({ logGroupName }));
      const lines = events.map(({ message = '' }) => message).filter(message => pattern.test(message));
      return lines.length > 0 ? lines : undefined;
    });
  }

  /** Takes an action from the workers' role. */
  async function withdraw(action: string): Promise<() => Promise<void>> {
    const { iam } = place.world;
    const which = { RoleName: place.outputs.steps?.WorkerRoleName, PolicyName: 'Work' };
    const { PolicyDocument = '' } = await iam.send(new GetRolePolicyCommand(which));
    const document = decodeURIComponent(PolicyDocument);
    expect(document).to.include(`"${action}"`);
    const put = async (text: string) => {
      await iam.send(new PutRolePolicyCommand({ ...which, PolicyDocument: text }));
    };
    await put(document.replaceAll(`"${action}"`, `"${action}Acl"`));
    return () => put(document);
  }
});
