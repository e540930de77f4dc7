import { writeFileSync } from 'node:fs';
import { expect } from 'chai';
import { type StandingPlace, sharedPlace } from '../support/e2e-place.ts';
import { inputOf, parseEvents, parseResults, readResults } from '../support/e2e-results.ts';

describe('cloudpool run', function () {
  this.timeout(120_000);
  let place: StandingPlace;
  before(async () => {
    place = await sharedPlace();
  });

  it('exits 1 when a task throws, with the error as its outcome and its neighbours unharmed', async () => {
    const input = inputOf([
      { name: 'first' },
      { name: 'second', fail: 'no such thing' },
      { name: 'third', giveUp: 'never' },
      { name: 'fourth' },
    ]);
    const { code, stdout, stderr } = await place.run(['run', 'steps', '--tries', '2'], {
      as: place.client,
      input,
    });
    expect(code, stderr).to.equal(1);
    const [first, second, third, fourth] = parseResults(stdout, 4);
    expect(first).to.deep.equal({ task: 0, ok: true, value: { name: 'first' }, attempts: 1 });
    expect(second).to.deep.include({ task: 1, ok: false, attempts: 2 });
    expect(second?.error).to.include({ name: 'TypeError', message: 'no such thing' });
    expect(third).to.deep.include({ task: 2, ok: false, attempts: 1 });
    expect(third?.error).to.include({ name: 'PermanentError', message: 'never' });
    expect(fourth).to.deep.equal({ task: 3, ok: true, value: { name: 'fourth' }, attempts: 1 });
    expect(stderr).to.contain('2 failed');
  });

  it('brings 10,000 tiny tasks back, each exactly once', async () => {
    const names = Array.from({ length: 10_000 }, (_, index) => ({ name: `n${index}` }));
    writeFileSync(place.file('tiny.jsonl'), inputOf(names));
    const args = ['run', 'hello', 'tiny.jsonl', '-o', 'tiny-out.jsonl'];
    const { code, stderr } = await place.run(args, { as: place.client });
    expect(code, stderr).to.equal(0);
    const results = readResults(place.file('tiny-out.jsonl'), names.length);
    const mixedUp = results.filter(
      ({ task, ok, value }) => !ok || !JSON.stringify(value).includes(`n${task}`),
    );
    expect(mixedUp).to.deep.equal([]);
  });

  it('writes results as they come with --unordered, each exactly once', async () => {
    const steps = Array.from({ length: 12 }, (_, index) => ({
      name: `${index}`,
      wait: index < 4 ? 4_000 : 0,
    }));
    const args = ['run', 'steps', '--unordered', '--chunk', '4'];
    const { code, stdout, stderr } = await place.run(args, { as: place.client, input: inputOf(steps) });
    expect(code, stderr).to.equal(0);
    const order = parseEvents(stdout).map(({ task }) => Number(task));
    expect(order.toSorted((a, b) => a - b)).to.deep.equal(steps.map((_, index) => index));
    expect(order[0], 'the slow chunk is not waited for').to.be.greaterThan(3);
  });

  it('prints nothing but events with --json, with every outcome among them', async () => {
    const args = ['run', 'steps', '--json'];
    const input = inputOf([{ name: 'a' }, { name: 'b' }]);
    const { code, stdout, stderr } = await place.run(args, { as: place.client, input });
    expect([code, stderr]).to.deep.equal([0, '']);
    const events = parseEvents(stdout);
    expect(events.map(({ type }) => type)).to.include.members([
      'preflight',
      'run-created',
      'safe-to-leave',
      'run-ended',
    ]);
    const outcomes = events.filter(({ type }) => type === 'outcome').map(({ outcome }) => outcome);
    expect(outcomes).to.deep.equal([
      { task: 0, ok: true, value: { name: 'a' }, attempts: 1 },
      { task: 1, ok: true, value: { name: 'b' }, attempts: 1 },
    ]);
  });

  it('leaves with --detach once all is sent; runs lists the run and resume brings its results', async () => {
    const input = inputOf([{ name: 'later', wait: 500 }]);
    const sent = await place.run(['run', 'steps', '--detach'], { as: place.client, input });
    expect(sent.code, sent.stderr).to.equal(0);
    const run = sent.stdout.trim();
    const resumed = await place.run(['resume', run], { as: place.client });
    expect(resumed.code, resumed.stderr).to.equal(0);
    expect(parseResults(resumed.stdout, 1)[0]?.value).to.deep.equal({ name: 'later' });
    const { stdout } = await place.run(['runs', '--json'], { as: place.client });
    const listed = parseEvents(stdout).find(entry => entry.run === run);
    expect(listed).to.include({ pool: 'steps', state: 'complete', tasks: 1, done: 1, failed: 0 });
    expect(listed).to.have.all.keys('run', 'pool', 'created', 'state', 'tasks', 'done', 'failed');
  });
});
