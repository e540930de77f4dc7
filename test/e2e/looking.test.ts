import { expect } from 'chai';
import { type StandingPlace, sharedPlace } from '../support/e2e-place.ts';
import { parseEvents } from '../support/e2e-results.ts';

describe('the commands that look', function () {
  this.timeout(60_000);
  let place: StandingPlace;
  before(async () => {
    place = await sharedPlace();
  });

  it('status prints one row, and with --json one object, a stack', async () => {
    const plain = await place.run(['status'], { as: place.deployer });
    expect(plain.code, plain.stderr).to.equal(0);
    expect(plain.stdout.trimEnd().split('\n')).to.have.lengthOf(7);
    const { stdout } = await place.run(['status', '--json'], { as: place.deployer });
    const stacks = parseEvents(stdout);
    expect(stacks.map(({ key }) => key)).to.have.members([
      'storage',
      'network',
      'iam',
      'deployers',
      'prices',
      'hello',
      'steps',
    ]);
    for (const stack of stacks) expect(stack).to.include({ status: 'CREATE_COMPLETE', ours: true });
  });

  it('status of a pool shows its last hour, its messages and its log, to a client and to a deployer', async () => {
    const invoked = await place.run(['invoke', 'hello'], { as: place.client });
    expect(invoked.code, invoked.stderr).to.equal(0);
    expect(invoked.stderr).to.contain('Input: functions/hello/event.json');
    expect(JSON.parse(invoked.stdout)).to.deep.equal({ greeting: 'Hello, Ada!' });
    for (const as of [place.client, place.deployer]) {
      const { code, stdout, stderr } = await place.run(['status', 'hello', '--json'], { as });
      expect([code, stderr]).to.deep.equal([0, '']);
      const [hello = {}, ...others] = parseEvents(stdout);
      expect(others).to.deep.equal([]);
      expect(hello).to.deep.include({ key: 'hello', queue: { waiting: 0, inFlight: 0, deadLetters: 0 } });
      const { invocations, errors, medianMs, longestMs } = hello.metrics as Record<string, number>;
      expect(invocations).to.be.greaterThan(0);
      expect(errors).to.equal(0);
      expect(longestMs).to.be.at.least(medianMs ?? Number.NaN);
      expect(JSON.stringify(hello.log)).to.contain('Hello, Ada!');
    }
    const { stdout } = await place.run(['status', 'hello', 'storage'], { as: place.client });
    expect(stdout).to.match(/^hello +CREATE_COMPLETE .* no messages\nstorage +CREATE_COMPLETE .*\n\nhello\n/);
    expect(stdout).to.match(/last hour {3}[1-9]\d* invocations?, 0 errors, 0 throttles; half within/);
    expect(stdout).to.contain('The emulator records direct calls only');
    expect(stdout).to.match(/log {9}\d\d:\d\d:\d\d\.\d{3} {2}/);
  });

  it('status refuses a stack that is not there, and names the nearest', async () => {
    const { code, stderr } = await place.run(['status', 'helo'], { as: place.client });
    expect(code).to.equal(2);
    expect(stderr).to.contain('There is no stack helo').and.to.contain('Did you mean hello?');
  });

  it('logs prints what workers printed, and with --follow each new line until Ctrl-C', async () => {
    const plain = await place.run(['logs', 'hello', '--since', '10m'], { as: place.client });
    expect(plain.code, plain.stderr).to.equal(0);
    expect(plain.stdout).to.match(/^\d{4}-\d\d-\d\dT[\d:.]+Z {2}.*Hello, Ada!/m);
    expect(plain.stdout).to.not.match(/START RequestId|REPORT RequestId/);
    const following = place.start(['logs', 'hello', '--since', '1s', '--follow', '--json'], {
      as: place.client,
    });
    await place.run(['invoke', 'hello', '{"name":"Grace"}'], { as: place.client });
    await following.until(/Hello, Grace!/);
    following.kill('SIGINT');
    const { code, stdout } = await following.ended;
    expect(code).to.equal(130);
    for (const line of parseEvents(stdout)) expect(line).to.include.all.keys('at', 'pool', 'stream', 'text');
  });

  it('outputs prints variables that a shell can read, and JSON', async () => {
    const asJson = await place.run(['outputs', '--format', 'json'], { as: place.deployer });
    const outputs = JSON.parse(asJson.stdout) as Record<string, Record<string, string>>;
    const asLine = await place.run(['outputs', '--json'], { as: place.deployer });
    expect(asLine.stdout.trimEnd()).not.to.contain('\n');
    expect(JSON.parse(asLine.stdout)).to.deep.equal(outputs);
    const { stdout } = await place.run(['outputs', '--format', 'env'], { as: place.deployer });
    const { execFileSync } = await import('node:child_process');
    const script = `set -eu\n${stdout}\nprintf %s "$PRICES_QUEUE_URL"`;
    expect(execFileSync('sh', ['-c', script], { encoding: 'utf8' })).to.equal(outputs.prices?.QueueUrl);
  });

  it('invoke runs one task without a run, and answers its value', async () => {
    const { code, stdout, stderr } = await place.run(['invoke', 'hello', '{"name":"Ada"}'], {
      as: place.client,
    });
    expect(code, stderr).to.equal(0);
    expect(JSON.parse(stdout)).to.deep.equal({ greeting: 'Hello, Ada!' });
    const failed = await place.run(['invoke', 'steps', '{"name":"x","fail":"no such thing"}'], {
      as: place.client,
    });
    expect([failed.code, failed.stdout]).to.deep.equal([1, '']);
    expect(failed.stderr).to.contain('TypeError: no such thing');
  });

  it('drift compares every stack with nothing but the deployer policies', async () => {
    const { code, stdout, stderr } = await place.run(['drift', '--json'], { as: place.deployer });
    const stacks = parseEvents(stdout);
    expect(
      stacks.map(({ key }) => key),
      stderr,
    ).to.include.members(['storage', 'network', 'iam', 'prices']);
    expect(stacks.filter(({ state }) => state !== 'in-sync')).to.deep.equal([]);
    expect(code).to.equal(0);
  });

  it('plan says that nothing would change', async () => {
    const { code, stdout, stderr } = await place.run(['plan'], { as: place.deployer });
    expect(code, stderr).to.equal(0);
    expect(`${stdout}${stderr}`).to.match(/unchanged|nothing/i);
  });

  it('prints one JSON object a line for plan and deploy with --json, and nothing else', async () => {
    for (const args of [['plan'], ['deploy', '--yes']]) {
      const { code, stdout, stderr } = await place.run([...args, '--json'], { as: place.deployer });
      expect([code, stderr], args[0]).to.deep.equal([0, '']);
      expect(parseEvents(stdout).length, args[0]).to.be.greaterThan(0);
    }
  });
});
