import { expect } from 'chai';
import { type StandingPlace, standUp } from '../support/e2e-place.ts';

describe('cloudpool deploy of a template that fails', function () {
  this.timeout(120_000);
  let place: StandingPlace;
  before(async () => {
    place = await standUp({ prefix: 'e2e-fails', keep: ['storage', 'network', 'iam', 'hello'] });
  });

  it('prints the root cause with its line, does the rest, exits 1, and heals after the correction', async () => {
    const setting = /VisibilityTimeout: !FindInMap.*/;
    place.clone.edit('templates/pool.yaml', setting, 'VisibilityTimeout: 99999999');
    place.clone.edit('environments/local.yaml', 'Egress: public', 'Egress: none');
    const line = lineOf(place.clone.read('templates/pool.yaml'), 'VisibilityTimeout: 99999999');

    const { code, stderr } = await place.run(['deploy', '--yes'], { as: place.deployer });
    expect(code, stderr).to.equal(1);
    expect(stderr).to.contain('│ A property is not valid\n│ TaskQueue AWS::SQS::Queue\n');
    expect(stderr).to.match(new RegExp(`templates/pool\\.yaml:${line}:`));
    expect(stderr).to.match(new RegExp(`^│ > +${line} \\| +VisibilityTimeout: 99999999$`, 'm'));
    expect(stderr).to.match(new RegExp(`^│ Next: Correct templates/pool\\.yaml:${line}:\\d+, then:$`, 'm'));
    expect(stderr).to.match(/^│ {7}npx cloudpool deploy -e local hello$/m);
    expect(await states()).to.deep.equal({
      storage: 'CREATE_COMPLETE',
      network: 'UPDATE_COMPLETE',
      iam: 'CREATE_COMPLETE',
      deployers: 'CREATE_COMPLETE',
      hello: 'UPDATE_ROLLBACK_COMPLETE',
    });

    place.clone.edit('templates/pool.yaml', 'VisibilityTimeout: 99999999', 'VisibilityTimeout: 3600');
    const healed = await place.run(['deploy', '--yes'], { as: place.deployer });
    expect(healed.code, healed.stderr).to.equal(0);
    expect(await states()).to.include({ hello: 'UPDATE_COMPLETE' });
    expect((await place.deploy(place.deployer)).writes.size).to.equal(0);
  });

  it('skips what needs a new stack that failed, and creates both the next time', async () => {
    place.clone.write('templates/impossible.yaml', IMPOSSIBLE);
    const entries =
      '  impossible:\n    template: impossible\n  patient:\n    template: patient\n    after: [impossible]\n';
    place.clone.write('templates/patient.yaml', POSSIBLE);
    place.clone.edit('environments/local.yaml', /^stacks:\n/m, `stacks:\n${entries}`);

    const { code, stderr } = await place.run(['deploy', '--yes'], { as: place.deployer });
    expect(code, stderr).to.equal(1);
    expect(stderr).to.match(/patient.*skipped.*impossible/);
    expect(stderr).to.match(/Broken/);
    expect(await states()).to.include({ impossible: 'ABSENT', patient: 'ABSENT', hello: 'UPDATE_COMPLETE' });

    place.clone.write('templates/impossible.yaml', POSSIBLE);
    const healed = await place.run(['deploy', '--yes'], { as: place.deployer });
    expect(healed.code, healed.stderr).to.equal(0);
    expect(await states()).to.include({ impossible: 'CREATE_COMPLETE', patient: 'CREATE_COMPLETE' });
  });

  async function states(): Promise<Record<string, string>> {
    const { stdout } = await place.run(['status', '--json'], { as: place.deployer });
    const stacks = stdout
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line) as { key: string; status: string });
    return Object.fromEntries(stacks.map(({ key, status }) => [key, status]));
  }
});

const POSSIBLE = `AWSTemplateFormatVersion: '2010-09-09'
Resources:
  Queue:
    Type: AWS::SQS::Queue
`;

/** A custom resource whose function does not exist. */
const IMPOSSIBLE = `AWSTemplateFormatVersion: '2010-09-09'
Resources:
  Broken:
    Type: Custom::Broken
    Properties:
      ServiceToken: arn:aws:lambda:us-east-1:000000000000:function:no-such-function
`;

function lineOf(text: string, part: string): number {
  return text.slice(0, text.indexOf(part)).split('\n').length;
}
