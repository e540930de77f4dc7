import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { expect } from 'chai';
import { type GatedRequest, openGate } from '../support/e2e-gate.ts';
import { lookAt } from '../support/e2e-ledger.ts';
import { type StandingPlace, sharedPlace } from '../support/e2e-place.ts';
import { inputOf, readResults } from '../support/e2e-results.ts';

const RUN_ID = /\d{8}T\d{6}-[0-9a-z]{4}/;

describe('a client that goes while its run goes on', function () {
  this.timeout(120_000);
  let place: StandingPlace;
  before(async () => {
    place = await sharedPlace();
  });

  const tasks = (count: number, wait: number) =>
    Array.from({ length: count }, (_, index) => ({ name: `step ${index}`, wait }));

  /** Starts a run and returns it with its id once `until` is printed. */
  async function begin(
    name: string,
    lines: readonly unknown[],
    { until, variables = {} }: { readonly until: RegExp; readonly variables?: Record<string, string> },
  ) {
    writeFileSync(place.file(`${name}.jsonl`), inputOf(lines));
    const args = ['run', 'steps', `${name}.jsonl`, '-o', `${name}-out.jsonl`, '--chunk', '2', '--json'];
    const command = place.start(args, { as: place.client, variables });
    await command.until(until);
    const [run] = await command.until(RUN_ID);
    return { command, run };
  }

  async function expectWhole(name: string, lines: readonly { readonly name: string }[]) {
    const results = readResults(place.file(`${name}-out.jsonl`), lines.length);
    for (const { task, ok, value, attempts } of results) {
      expect({ ok, value, attempts }).to.deep.equal({
        ok: true,
        value: { name: lines[task]?.name },
        attempts: 1,
      });
    }
    expect(readdirSync(place.clone.root).filter(file => file.endsWith('.partial'))).to.deep.equal([]);
  }

  it('loses nothing when it is killed with chunks in flight: another process brings each task once', async () => {
    const lines = tasks(32, 1_000);
    const { command, run } = await begin('killed', lines, { until: /"type":"progress"/ });
    command.kill('SIGKILL');
    expect((await command.ended).signal).to.equal('SIGKILL');
    const seen = await lookAt(place, { pool: 'steps', run });
    expect(seen.results, 'some chunks are done').to.be.greaterThan(0);
    expect(seen.results, 'most are not').to.be.lessThan(16);
    expect(seen.inFlight, 'chunks are with workers').to.be.greaterThan(0);
    expect(existsSync(place.file('killed-out.jsonl')), 'no half output').to.equal(false);

    const resumed = await place.run(['resume', run, '-o', 'killed-out.jsonl'], { as: place.client });
    expect(resumed.code, resumed.stderr).to.equal(0);
    await expectWhole('killed', lines);
    const after = await lookAt(place, { pool: 'steps', run });
    expect(after).to.include({ results: 16, claims: 16, waiting: 0 });
  });

  it('loses nothing when it is killed before it has sent everything', async () => {
    const lines = tasks(160, 0);
    const gate = await openGate(place.world.endpoint, { holds: isThirdSend() });
    place.world.atEnd(() => gate.close());
    const variables = { CLOUDPOOL_ENDPOINT: gate.address };
    const { command, run } = await begin('early', lines, { until: /"type":"run-created"/, variables });
    await gate.held;
    command.kill('SIGKILL');
    await command.ended;
    const seen = await lookAt(place, { pool: 'steps', run });
    expect(seen.objects).to.include.members(['inputs.jsonl', 'chunks.bin', 'run.json']);
    expect(seen.objects, 'not everything was sent').not.to.include('sent.json');
    expect(seen.waiting + seen.inFlight + seen.results, 'but something was').to.be.within(1, 79);

    const resumed = await place.run(['resume', run, '-o', 'early-out.jsonl'], { as: place.client });
    expect(resumed.code, resumed.stderr).to.equal(0);
    await expectWhole('early', lines);
  });

  it('detaches at Ctrl-C with exit code 130 and says how to come back', async () => {
    const lines = tasks(24, 1_000);
    const { command, run } = await begin('left', lines, { until: /"type":"safe-to-leave"/ });
    command.kill('SIGINT');
    const { code, stderr } = await command.ended;
    expect(code, stderr).to.equal(130);
    expect(stderr).to.contain(`cloudpool resume ${run}`);
    expect(stderr).not.to.contain('error:');
    expect(existsSync(place.file('left-out.jsonl'))).to.equal(false);

    const resumed = await place.run(['resume', run, '-o', 'left-out.jsonl'], { as: place.client });
    expect(resumed.code, resumed.stderr).to.equal(0);
    await expectWhole('left', lines);
  });

  it('brings the same results to two clients at once', async () => {
    const lines = tasks(16, 400);
    const { command, run } = await begin('shared', lines, { until: /"type":"safe-to-leave"/ });
    const other = await place.run(['resume', run, '-o', 'other-out.jsonl'], { as: place.client });
    expect([other.code, (await command.ended).code], other.stderr).to.deep.equal([0, 0]);
    await expectWhole('shared', lines);
    await expectWhole('other', lines);
  });
});

/** Lets two batches of messages pass. */
function isThirdSend(): (request: GatedRequest) => boolean {
  let sends = 0;
  return ({ headers }) => {
    if (headers['x-amz-target'] !== 'AmazonSQS.SendMessageBatch') return false;
    sends += 1;
    return sends > 2;
  };
}
