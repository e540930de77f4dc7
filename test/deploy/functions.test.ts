import { expect } from 'chai';
import { deploy } from '../../scripts/deploy/deploy.ts';
import { type Bench, createBench, endsOf, type TestStack } from './support.ts';

const stacks: Readonly<Record<string, TestStack>> = {
  storage: { type: 'AWS::S3::Bucket' },
  pool: { function: 'echo' },
  other: { function: 'other' },
  network: {},
};

describe('deploy, with functions', () => {
  let bench: Bench;
  beforeEach(() => {
    bench = createBench('region: us-east-1\nprefix: t\nartifacts: { stack: storage, output: Bucket }\n');
  });
  afterEach(() => bench.dispose());

  const run = () => bench.clock.run(() => deploy(bench.context(stacks)));
  const uploads = () => bench.events.filter(event => event.type === 'upload');

  it('uploads each package before its stack begins, once the bucket is there', async () => {
    expect(new Set(Object.values(endsOf(await run())))).to.deep.equal(new Set(['done']));
    expect([...bench.objects.keys()]).to.have.members([
      't-storage-main/code/echo/1.zip',
      't-storage-main/code/other/1.zip',
    ]);
    const order = bench.events.map(event => {
      if (event.type === 'upload') return `upload ${event.function}`;
      return event.type === 'resource' ? `${event.key} ${event.status}` : event.type;
    });
    expect(order.indexOf('upload echo')).to.be.above(order.indexOf('storage CREATE_COMPLETE'));
    expect(order.indexOf('pool CREATE_IN_PROGRESS')).to.be.above(order.indexOf('upload echo'));
  });

  it('passes the key of the package as CodeKey', async () => {
    await run();
    const pool = bench.cloud.account.stacks.find(({ name }) => name === 't-pool');
    expect(pool?.parameters.get('CodeKey')).to.equal('code/echo/1.zip');
  });

  it('zips nothing that the bucket has', async () => {
    bench.objects.set('t-storage-main/code/echo/1.zip', new Uint8Array(1));
    await run();
    expect(uploads().find(event => event.function === 'echo')).to.include({ skipped: true, bytes: 0 });
    expect(uploads().find(event => event.function === 'other')).to.include({ skipped: false, bytes: 10 });
  });

  it('uploads nothing when nothing changed', async () => {
    await run();
    bench.events.length = 0;
    await run();
    expect(uploads()).to.deep.equal([]);
  });
});
