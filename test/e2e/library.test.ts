import { existsSync } from 'node:fs';
import { expect } from 'chai';
import { type StandingPlace, sharedPlace } from '../support/e2e-place.ts';
import { parseResults } from '../support/e2e-results.ts';

describe('a program that imports cloudpool', function () {
  this.timeout(60_000);
  let place: StandingPlace;
  before(async () => {
    place = await sharedPlace();
  });

  it('gets every result, also of a chunk whose worker died, and the values of map and apply', async () => {
    const steps = [
      { name: 'a' },
      { name: 'b', killOnce: place.file('killed') },
      { name: 'c', fail: 'no' },
      { name: 'd' },
    ];
    const settings = { as: place.client, program: 'programs/steps.ts' };
    const { code, stdout, stderr } = await place.run([JSON.stringify(steps)], settings);
    expect(code, stderr).to.equal(0);
    expect(existsSync(place.file('killed')), 'the worker died').to.equal(true);
    const lines = stdout.trimEnd().split('\n');
    const results = parseResults(`${lines.slice(0, 4).join('\n')}\n`, 4);
    expect(results.map(({ ok }) => ok)).to.deep.equal([true, true, false, true]);
    expect(results[1]).to.deep.include({ value: { name: 'b' } });
    expect(lines[4]).to.equal('Ada,Bob');
    expect(lines[5]).to.contain('never');
  });
});
