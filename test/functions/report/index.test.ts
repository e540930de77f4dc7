import { expect } from 'chai';
import { handler } from '../../../functions/report/index.ts';
import { type BucketServer, startBucketServer } from '../../support/bucket-server.ts';
import { taskContext } from '../task-context.ts';

const INPUT = {
  prefix: 'incoming/daily/',
  report: 'reports/',
  cloudpool: { id: 'x', time: '2026-11-22T03:00:00Z' },
};
const VARIABLES = {
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
  CLOUDPOOL_BUCKET: 'b',
};

describe('report', () => {
  let bucket: BucketServer;
  const outside = { ...process.env };
  before(async () => {
    bucket = await startBucketServer();
    Object.assign(process.env, VARIABLES, { AWS_ENDPOINT_URL: bucket.endpoint });
  });
  after(async () => {
    for (const name of [...Object.keys(VARIABLES), 'AWS_ENDPOINT_URL']) delete process.env[name];
    Object.assign(process.env, outside);
    await bucket.close();
  });

  it('reads every page of the list from S3, and writes the report there', async () => {
    for (const name of ['a', 'b', 'c', 'd', 'e']) {
      bucket.objects.set(`incoming/daily/${name}.csv`, Buffer.from(`ticker,close\n${name},1\n`));
    }
    bucket.objects.set('incoming/daily/', Buffer.alloc(0));
    const logs: unknown[] = [];
    const manifest = await handler.run(INPUT, taskContext({ log: line => void logs.push(line) }));
    expect(manifest.sources.map(({ key, rows }) => [key.slice(-5), rows])).to.deep.equal(
      ['a', 'b', 'c', 'd', 'e'].map(name => [`${name}.csv`, 1]),
    );
    const report = JSON.parse(String(bucket.objects.get('reports/2026-11-22.json')));
    expect(report.manifest).to.deep.equal(manifest);
    expect(report.groups).to.have.all.keys('a', 'b', 'c', 'd', 'e');
    expect(logs).to.deep.equal(['reports/2026-11-22.json: 5 rows of 5 objects, 0 bad']);
  });

  it('needs a data bucket', async () => {
    delete process.env.CLOUDPOOL_BUCKET;
    const failed = await (async () => handler.run(INPUT, taskContext()))().catch((error: unknown) => error);
    expect(failed).to.have.property('message').that.includes('CLOUDPOOL_BUCKET');
    process.env.CLOUDPOOL_BUCKET = VARIABLES.CLOUDPOOL_BUCKET;
  });

  it('leaves half of its function’s time for a second try', () => {
    expect(handler.description).to.deep.equal({ kind: 'io', concurrency: 1, timeoutSeconds: 240, tries: 2 });
  });
});
