import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { type StandingPlace, standUp } from '../support/e2e-place.ts';
import { inputOf, parseResults } from '../support/e2e-results.ts';

describe('cloudpool init', function () {
  this.timeout(60_000);
  let place: StandingPlace;
  before(async () => {
    place = await standUp({ prefix: 'e2e-init', keep: ['storage', 'iam', 'hello'] });
  });

  it('writes a function whose test passes, that deploys, and that runs', async () => {
    const { code, stdout, stderr } = await place.run(['init', 'letter-count']);
    expect(code, stderr).to.equal(0);
    const next = stdout.split('\n').flatMap(line => /^ {2}npx (mocha .*)$/.exec(line)?.[1] ?? []);
    expect(next).to.deep.equal(['mocha test/functions/letter-count/index.test.ts']);

    const [mocha = '', ...args] = String(next[0]).split(' ');
    const bin = join(place.clone.root, 'node_modules/.bin', mocha);
    const tested = await promisify(execFile)(bin, args, { cwd: place.clone.root });
    expect(tested.stdout).to.contain('2 passing');

    const deployed = await place.run(['deploy', 'letter-count', '--yes'], { as: place.deployer });
    expect(deployed.code, deployed.stderr).to.equal(0);
    const invoked = await place.run(['invoke', 'letter-count'], { as: place.client });
    expect([invoked.code, invoked.stdout], invoked.stderr).to.deep.equal([0, '{"words":3}\n']);
    const input = inputOf([{ text: 'one two three' }, { text: '' }]);
    const run = await place.run(['run', 'letter-count'], { as: place.client, input });
    expect(run.code, run.stderr).to.equal(0);
    expect(parseResults(run.stdout, 2).map(({ value }) => value)).to.deep.equal([{ words: 3 }, { words: 0 }]);
  });

  it('bundles the npm packages that a function imports', async () => {
    place.clone.edit(
      'functions/letter-count/index.ts',
      /return \{ words: .*/,
      'return { words: distance(text, "three") };',
    );
    place.clone.edit(
      'functions/letter-count/index.ts',
      /^/,
      "import { distance } from 'fastest-levenshtein';\n",
    );
    const deployed = await place.run(['deploy', 'letter-count', '--yes'], { as: place.deployer });
    expect(deployed.code, deployed.stderr).to.equal(0);
    const run = await place.run(['run', 'letter-count'], { as: place.client, input: '{"text":"tree"}\n' });
    expect(parseResults(run.stdout, 1)[0]?.value, run.stderr).to.deep.equal({ words: 1 });
  });
});
