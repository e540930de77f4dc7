import { expect } from 'chai';
import { handler } from '../../functions/render/index.ts';
import type { Tile } from '../../functions/render/tile.ts';
import { isProbe } from '../../scripts/cli/probe/measurement.ts';
import { taskContext } from '../functions/task-context.ts';
import { type StandingPlace, standUp } from '../support/e2e-place.ts';
import { inputOf, parseEvents } from '../support/e2e-results.ts';

let standing: Promise<StandingPlace> | undefined;

function cpuPlace(): Promise<StandingPlace> {
  standing ??= standUp({ prefix: 'e2e-cpu', keep: ['storage', 'iam', 'hello', 'render', 'probe'] });
  return standing;
}

describe('pools that compute', function () {
  this.timeout(120_000);
  let place: StandingPlace;
  before(async () => {
    place = await cpuPlace();
  });

  it('have a thread for each processor that the memory buys, and bring what the function computes', async () => {
    const tiles = [0, 16, 32].map(tileAt);
    const args = ['run', 'render', '--json'];
    const { code, stdout, stderr } = await place.run(args, { as: place.client, input: inputOf(tiles) });
    expect(code, stderr).to.equal(0);
    const events = parseEvents(stdout);
    expect(
      events.find(({ type }) => type === 'preflight'),
      '3538 MB',
    ).to.include({ concurrency: 2 });
    const outcomes = events.flatMap(({ type, outcome }) => (type === 'outcome' ? [outcome] : []));
    const painted = await Promise.all(tiles.map(tile => handler.run(tile, taskContext())));
    expect(outcomes).to.deep.equal(painted.map((value, task) => ({ task, ok: true, value, attempts: 1 })));
  });
});

describe('cloudpool probe', function () {
  this.timeout(120_000);
  let place: StandingPlace;
  before(async () => {
    place = await cpuPlace();
  });

  it('measures a worker under nothing but its own role and the client policy', async () => {
    const { code, stdout, stderr } = await place.run(['probe', 'probe', '--json'], { as: place.client });
    expect(code, stderr).to.equal(0);
    const [measurement] = parseEvents(stdout);
    expect(measurement).to.include({ type: 'probe', memoryMb: 1769 });
    expect(isProbe(measurement?.probe)).to.equal(true);
  });

  it('deploys another size, measures it, brings the size of the file back, and names what the emulator cannot tell', async () => {
    const { code, stdout, stderr } = await place.run(['probe', 'probe', '--memory', '512', '--yes']);
    expect(code, stderr).to.equal(0);
    expect(stdout).to.include('512 MB buy 0.29').and.include('The emulator sells no processors');
    expect(stderr)
      .to.match(/MemorySize: 1769 -> 512/)
      .and.match(/MemorySize: 512 -> 1769/);
    const plan = await place.run(['plan', 'probe']);
    expect(plan.stderr + plan.stdout).to.match(/Plan: \d+ unchanged/);
  });

  it('refuses a pool whose function measures nothing, and names the one that does', async () => {
    const { code, stderr } = await place.run(['probe', 'hello'], { as: place.client });
    expect(code).to.equal(2);
    expect(stderr).to.include('runs the function hello').and.include('local has: probe');
  });
});

function tileAt(x: number): Tile {
  return {
    view: { re: -0.7, im: 0, width: 3 },
    image: { width: 48, height: 16 },
    tile: { x, y: 0, width: 16, height: 16 },
    iterations: 200,
    samples: 1,
  };
}
