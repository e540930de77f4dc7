import { FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { expect } from 'chai';
import { lookAt } from '../support/e2e-ledger.ts';
import { type StandingPlace, standUp } from '../support/e2e-place.ts';
import { inputOf, parseResults } from '../support/e2e-results.ts';

/** One grant of the worker, taken away. */
interface Removal {
  /** Key of the pool that lacks it. */
  readonly pool: string;
  readonly from: string | RegExp;
  readonly to: string;
  /** The action that the worker is then denied. */
  readonly denied: string;
}

/** The place below a run where a worker may write, as the template spells it. */
const writes = (folder: string) => `/runs/\${AWS::StackName}/*/${folder}/*`;

const REMOVALS: readonly Removal[] = [
  { pool: 'cannot-read', from: 's3:GetObject', to: 's3:GetObjectAcl', denied: 's3:GetObject' },
  { pool: 'cannot-claim', from: writes('attempts'), to: writes('nothing'), denied: 's3:PutObject' },
  { pool: 'cannot-answer', from: writes('results'), to: writes('nothing'), denied: 's3:PutObject' },
  { pool: 'cannot-spill', from: writes('blobs'), to: writes('nothing'), denied: 's3:PutObject' },
  {
    pool: 'cannot-hold',
    from: 'sqs:ChangeMessageVisibility, ',
    to: '',
    denied: 'sqs:ChangeMessageVisibility',
  },
];

/** Tasks whose values are small, but for the last, which is too large for the result object itself. */
const INPUT = inputOf([{ name: 'small' }, { name: 'x'.repeat(40_000) }]);

describe('the grants of a worker', function () {
  this.timeout(120_000);
  let place: StandingPlace;
  before(async () => {
    const pools = Object.fromEntries(
      REMOVALS.map(({ pool }) => [pool, { function: 'hello', template: `without-${pool}` }]),
    );
    place = await standUp({ prefix: 'e2e-grants', keep: ['storage', 'iam', 'hello'], pools }, clone => {
      const template = clone.read('templates/pool.yaml');
      for (const { pool, from, to } of REMOVALS) {
        clone.write(`templates/without-${pool}.yaml`, template);
        clone.edit(`templates/without-${pool}.yaml`, from, to);
      }
    });
  });

  it('are enough together', async () => {
    const { code, stdout, stderr } = await place.run(['run', 'hello'], { as: place.client, input: INPUT });
    expect(code, stderr).to.equal(0);
    expect(JSON.stringify(parseResults(stdout, 2)[1]?.value)).to.have.length.above(40_000);
  });

  for (const { pool, denied } of REMOVALS) {
    it(`are all needed: a worker that ${pool.replace('-', ' ')} brings no result, and its log says why`, async () => {
      const sent = await place.run(['run', pool, '--detach'], { as: place.client, input: INPUT });
      expect(sent.code, sent.stderr).to.equal(0);
      expect(await logOf(pool, /AccessDenied|not authorized/)).to.contain(denied);
      const { results } = await lookAt(place, { pool, run: sent.stdout.trim() });
      expect(results).to.equal(0);
    });
  }

  // The emulator does not check these; test/templates/grants.test.ts compares them with the protocol.
  it.skip('ListBucket: the emulator answers 404, not 403, for an absent object without it');
  it.skip('ReceiveMessage, DeleteMessage, GetQueueAttributes: the mapping of the emulator runs without them');
  it.skip('CreateLogStream, PutLogEvents: the emulator writes the log of a function itself');

  /** Waits until a worker of the pool has logged something, and returns all that it logged. */
  async function logOf(pool: string, pattern: RegExp): Promise<string> {
    const logGroupName = place.outputs[pool]?.LogGroupName;
    for (let tries = 0; tries < 100; tries += 1) {
      const { events = [] } = await place.world.logs.send(new FilterLogEventsCommand({ logGroupName }));
      const text = events.map(({ message }) => message).join('\n');
      if (pattern.test(text)) return text;
      await new Promise(resolve => setTimeout(resolve, 200));
    }
    throw new Error(`no ${pattern} in the log of ${pool}`);
  }
});
