import { writeFileSync } from 'node:fs';
import { expect } from 'chai';
import { parseDocument } from 'yaml';
import type { Clone } from '../support/e2e-clone.ts';
import { lookAt } from '../support/e2e-ledger.ts';
import { type StandingPlace, standUp } from '../support/e2e-place.ts';
import { inputOf, parseEvents, parseResults, readResults } from '../support/e2e-results.ts';

const LOCAL = 'environments/local.yaml';
const STEPS = 'functions/steps/index.ts';
const RUN_ID = /\d{8}T\d{6}-[0-9a-z]{4}/;

/** No function takes a message of this pool. */
function onlyContainers(clone: Clone): void {
  const document = parseDocument(clone.read(LOCAL));
  document.setIn(['stacks', 'steps', 'parameters', 'Workers'], 'container');
  clone.write(LOCAL, String(document));
}

describe('a worker on this machine', function () {
  this.timeout(120_000);
  let place: StandingPlace;
  before(async () => {
    const pools = { steps: { function: 'steps' } };
    place = await standUp({ prefix: 'e2e-worker', keep: ['storage', 'iam'], pools }, onlyContainers);
  });

  const steps = (count: number, wait: number) =>
    Array.from({ length: count }, (_, index) => ({ name: `step ${index}`, wait }));

  /** Starts a worker, and returns when it takes messages. */
  async function join(...options: readonly string[]) {
    const command = place.start(['worker', 'steps', '--json', ...options], { as: place.worker });
    await command.until(/"event":"started"/);
    return { command };
  }

  function startRun(name: string, lines: readonly unknown[]) {
    writeFileSync(place.file(`${name}.jsonl`), inputOf(lines));
    const args = ['run', 'steps', `${name}.jsonl`, '-o', `${name}-out.jsonl`, '--chunk', '2'];
    return place.start(args, { as: place.client });
  }

  it('brings a run to its end that no function works on, and leaves at Ctrl-C', async () => {
    const run = startRun('joined', steps(16, 50));
    const [id] = await run.until(RUN_ID);
    await run.until(/safe to leave/);
    expect(await lookAt(place, { pool: 'steps', run: id })).to.include({ results: 0, claims: 0 });
    const { command } = await join('--slots', '2');
    const ended = await run.ended;
    expect(ended.code, ended.stderr).to.equal(0);
    const results = readResults(place.file('joined-out.jsonl'), 16);
    expect(results.every(({ ok, attempts }) => ok && attempts === 1)).to.equal(true);
    command.kill('SIGINT');
    const worker = await command.ended;
    expect(worker.code, worker.stderr).to.equal(130);
    const told = parseEvents(worker.stdout);
    expect(told[0]).to.include({ event: 'started', pool: 'e2e-worker-steps', slots: 2 });
    expect(told.filter(({ event }) => event === 'result')).to.have.length(8);
    expect(told.at(-1)).to.include({ event: 'leaving', reason: 'drained', acknowledged: 8 });
    expect(await lookAt(place, { pool: 'steps', run: id })).to.include({
      results: 8,
      waiting: 0,
      inFlight: 0,
    });
  });

  it('waits for work, and leaves when it finds none', async () => {
    const { command } = await join('--idle', '10');
    const ended = await startRun('waiting', steps(4, 0)).ended;
    expect(ended.code, ended.stderr).to.equal(0);
    const worker = await command.ended;
    expect([worker.code, worker.stderr]).to.deep.equal([0, '']);
    expect(parseEvents(worker.stdout).at(-1)).to.include({ reason: 'idle', acknowledged: 2 });
  });

  it('ends what it has begun at Ctrl-C, and leaves the rest to others', async () => {
    const run = startRun('drained', steps(12, 1_500));
    const [id] = await run.until(RUN_ID);
    const { command } = await join('--slots', '2');
    for (let claims = 0; claims < 2; ) ({ claims } = await lookAt(place, { pool: 'steps', run: id }));
    command.kill('SIGTERM');
    expect((await command.ended).code).to.equal(130);
    const seen = await lookAt(place, { pool: 'steps', run: id });
    expect(seen.results).to.equal(seen.claims).and.within(2, 4);
    const next = await join('--slots', '4');
    expect((await run.ended).code).to.equal(0);
    next.command.kill('SIGTERM');
    const results = readResults(place.file('drained-out.jsonl'), 12);
    expect(results.every(({ attempts }) => attempts === 1)).to.equal(true);
  });

  it('gives back what it holds when the command that started it is killed', async () => {
    const run = startRun('orphaned', steps(2, 4_000));
    const [id] = await run.until(RUN_ID);
    const { command } = await join();
    for (let claims = 0; claims < 1; ) ({ claims } = await lookAt(place, { pool: 'steps', run: id }));
    command.kill('SIGKILL');
    const killedAt = Date.now();
    const next = await join();
    expect((await run.ended).code).to.equal(0);
    expect(Date.now() - killedAt, 'nobody waited for a lease to run out').to.be.below(40_000);
    next.command.kill('SIGTERM');
    const { objects } = await lookAt(place, { pool: 'steps', run: id });
    expect(objects).to.include.members(['attempts/0/1', 'attempts/0/1.end', 'attempts/0/2']);
  });

  it('loses nothing when it is killed: its chunk comes back within a lease, and another brings it', async () => {
    const lines = steps(8, 20).map((step, index) =>
      index === 5 ? { ...step, killOnce: place.file('killed-once') } : step,
    );
    const program = place.start([JSON.stringify(lines)], { as: place.client, program: 'programs/steps.ts' });
    const { command } = await join('--slots', '1');
    const killed = await command.ended;
    expect(killed.code).to.equal(1);
    expect(killed.stderr).to.include('its process ended with SIGKILL');
    const begun = Date.now();
    const { command: second } = await join();
    const { code, stdout, stderr } = await program.ended;
    second.kill('SIGTERM');
    const worker = await second.ended;
    expect(code, stderr).to.equal(0);
    expect(Date.now() - begun, 'a lease of 4 s').to.be.below(20_000);
    const results = parseResults(stdout.split('\n').slice(0, 8).join('\n').concat('\n'), 8);
    expect(results.every(({ ok }) => ok)).to.equal(true);
    const taken = parseEvents(worker.stdout).filter(
      ({ event, losses }) => event === 'result' && losses === 1,
    );
    expect(taken, 'the chunk of the lost one').to.have.length(1);
  });

  it('says what it lacks, and ends, for somebody who may only send tasks', async () => {
    const { code, stderr } = await place.run(['worker', 'steps'], { as: place.client });
    expect(code).to.equal(1);
    expect(stderr).to.match(/cannot work: ReceiveMessage: Access/);
    expect(stderr).to.include('WorkerRole');
  });

  it('refuses to work with other code than what is deployed', async () => {
    place.clone.edit(STEPS, 'return { name };', "return { name: name + '!' };");
    const { code, stderr } = await place.run(['worker', 'steps'], { as: place.worker });
    expect(code).to.equal(2);
    expect(stderr.replaceAll(/\s+/g, ' ')).to.include('the code of pool steps is not the code of this clone');
    expect(stderr).to.include('npx cloudpool deploy steps');
  });
});
