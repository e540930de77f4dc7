import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { demoInput, UNKNOWN_TICKERS } from '../../scripts/local/demo-tasks.ts';
import { ROOT } from '../local/local-sandbox.ts';
import { type StandingPlace, sharedPlace } from '../support/e2e-place.ts';
import { type ResultLine, readResults } from '../support/e2e-results.ts';

interface Prices {
  readonly ticker: string;
  readonly month: string;
  readonly prices: readonly { readonly date: string; readonly open: number }[];
}

describe('the main job, under nothing but the client policy', function () {
  this.timeout(120_000);
  let place: StandingPlace;
  let tasks: readonly { readonly ticker: string; readonly month: string }[];
  let results: readonly ResultLine[];

  before(async () => {
    place = await sharedPlace();
    const input = demoInput(ROOT);
    writeFileSync(place.file('tasks.jsonl'), input);
    tasks = input
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line));
    const { code, stdout, stderr } = await place.run(['run', 'prices', 'tasks.jsonl', '-o', 'prices.jsonl'], {
      as: place.client,
    });
    // Three tasks are to fail, and a run with a failed task says so.
    expect([code, stdout], stderr).to.deep.equal([1, '']);
    expect(stderr).to.contain('589 tasks done').and.to.contain('3 failed');
    results = readResults(place.file('prices.jsonl'), tasks.length);
  });

  it('brings 12,154 daily rows in 589 results, each task once', () => {
    expect(tasks).to.have.lengthOf(589);
    const prices = results.filter(({ ok }) => ok).map(({ value }) => value as Prices);
    expect(prices).to.have.lengthOf(586);
    expect(prices.reduce((rows, { prices }) => rows + prices.length, 0)).to.equal(12_154);
  });

  it('answers each task with its own company and month', () => {
    for (const { task, ok, value } of results) {
      if (!ok) continue;
      const { ticker, month, prices } = value as Prices;
      expect({ ticker, month }).to.deep.equal(tasks[task]);
      expect(prices.every(({ date }) => date.startsWith(month))).to.equal(true);
    }
  });

  it('tells the three unknown tickers as errors that say so, tried once', () => {
    const failed = results.filter(({ ok }) => !ok);
    expect(failed.map(({ task }) => tasks[task]?.ticker)).to.have.members([...UNKNOWN_TICKERS]);
    for (const { task, error, attempts } of failed) {
      expect(error?.name).to.equal('UnknownTicker');
      expect(error?.message).to.contain(tasks[task]?.ticker);
      expect(attempts).to.equal(1);
    }
  });

  it('is bound by that policy: a deploy, a look at the packages and another environment are denied', async () => {
    const { code, stderr } = await place.run(['deploy', '--yes'], { as: place.client });
    expect([code, stderr]).to.satisfy(
      ([code, text]: [number, string]) => code === 1 && /not authorized|AccessDenied/.test(text),
      stderr,
    );
    const { S3Client, ListObjectsV2Command, PutObjectCommand } = await import('@aws-sdk/client-s3');
    const s3 = new S3Client({
      region: 'us-east-1',
      endpoint: place.world.endpoint,
      credentials: place.client,
      forcePathStyle: true,
    });
    const { ArtifactBucketName, DataBucketName } = place.outputs.storage ?? {};
    const denied = async (work: Promise<unknown>) =>
      (await work.then(
        () => 'allowed',
        error => error.name,
      )) as string;
    expect(await denied(s3.send(new ListObjectsV2Command({ Bucket: ArtifactBucketName })))).to.equal(
      'AccessDenied',
    );
    const elsewhere = { Bucket: DataBucketName, Key: join('loose', 'x'), Body: 'x' };
    expect(await denied(s3.send(new PutObjectCommand(elsewhere)))).to.equal('AccessDenied');
    s3.destroy();
  });
});
