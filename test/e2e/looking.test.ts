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
