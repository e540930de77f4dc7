import { expect } from 'chai';
import { ADMINISTRATED } from '../support/e2e-clone.ts';
import { type Deployed, type StandingPlace, standUp } from '../support/e2e-place.ts';
import { ROOT_USER } from '../support/e2e-world.ts';

describe('cloudpool deploy, under nothing but the deployer policies', function () {
  this.timeout(120_000);
  let place: StandingPlace;
  const stacks = ['storage', 'network', 'iam', 'deployers', 'prices', 'hello'];
  before(async () => {
    // Everything but `iam` and `deployers` is created by the deployer already.
    place = await standUp({ prefix: 'e2e-deploy', keep: stacks });
  });

  const touched = ({ result }: Deployed) =>
    [...result.stacks.values()]
      .filter(({ end }) => end !== 'unchanged')
      .map(({ key, end }) => `${key} ${end}`);
  const started = ({ events }: Deployed) =>
    events.flatMap(event => (event.type === 'stack-started' ? [event.key] : []));

  it('makes no write call when nothing changed, and at most two calls a stack', async () => {
    const deployed = await place.deploy(place.deployer);
    expect(touched(deployed)).to.deep.equal([]);
    expect([...deployed.result.stacks.keys()]).to.have.members(stacks);
    expect([...deployed.writes]).to.deep.equal([]);
    expect(Object.fromEntries(deployed.calls)).to.deep.equal({
      'STS:GetCallerIdentity': 1,
      'CloudFormation:DescribeStacks': stacks.length,
      'CloudFormation:GetTemplate': stacks.length,
    });
  });

  it('says so on the command line, and exits 0', async () => {
    const { code, stdout, stderr } = await place.run(['deploy', '--yes'], { as: place.deployer });
    expect(code, stderr).to.equal(0);
    expect(stderr).to.match(/unchanged/i);
    expect(stdout).to.contain('QueueUrl');
  });

  it('touches only the stack whose parameter changed', async () => {
    const text = place.clone.read('environments/local.yaml');
    place.clone.write('environments/local.yaml', lastReplaced(text, 'MemorySize: 256', 'MemorySize: 512'));
    const deployed = await place.deploy(place.deployer);
    expect(touched(deployed)).to.deep.equal(['hello done']);
    expect(started(deployed)).to.deep.equal(['hello']);
    const hello = deployed.result.plan.stacks.find(({ key }) => key === 'hello');
    expect(hello?.reasons.join()).to.contain('MemorySize: 256 -> 512');
  });

  it('touches only the pool whose function changed, and uploads one package', async () => {
    place.clone.edit('functions/hello/index.ts', /Hello/g, 'Good day');
    const deployed = await place.deploy(place.deployer);
    expect(touched(deployed)).to.deep.equal(['hello done']);
    const uploads = deployed.events.filter(event => event.type === 'upload');
    expect(uploads).to.have.lengthOf(1);
    const args = ['run', 'hello'];
    const { stdout, stderr } = await place.run(args, { as: place.client, input: '{"name":"Ada"}\n' });
    expect(stdout, stderr).to.contain('Good day, Ada');
  });

  for (const key of ADMINISTRATED) {
    it(`leaves the stack ${key} to an administrator: who deploys cannot widen what deployers may do`, async () => {
      const file = `templates/${key}.yaml`;
      const template = place.clone.read(file);
      place.clone.edit(file, 'Action: cloudwatch:GetMetricData', 'Action: cloudwatch:*');
      const denied = await place.deploy(place.deployer);
      expect(touched(denied)).to.include(`${key} failed`);
      place.clone.write(file, template);
      expect(touched(await place.deploy(ROOT_USER))).to.deep.equal([]);
    });
  }

  it('cannot touch stacks of another prefix', async () => {
    place.clone.edit('environments/local.yaml', 'prefix: e2e-deploy', 'prefix: e2e-other');
    const denied = await place
      .deploy(place.deployer, ['network'])
      .then(({ result }) => (result.succeeded ? 'allowed' : 'failed'))
      .catch(error => String(error.code));
    expect(denied).to.equal('ACCESS_DENIED');
    place.clone.edit('environments/local.yaml', 'prefix: e2e-other', 'prefix: e2e-deploy');
  });
});

function lastReplaced(text: string, from: string, to: string): string {
  const at = text.lastIndexOf(from);
  if (at < 0) throw new Error(`no ${from}`);
  return `${text.slice(0, at)}${to}${text.slice(at + from.length)}`;
}
