import { expect } from 'chai';
import { AwsError } from '../../scripts/aws/aws-error.ts';
import { deploy } from '../../scripts/deploy/deploy.ts';
import { destroy } from '../../scripts/deploy/destroy.ts';
import type { StackPlan } from '../../scripts/deploy/events.ts';
import { type Bench, createBench, endsOf, type TestStack } from './support.ts';

const POOL = `  TaskQueue: { Type: AWS::SQS::Queue }
  TaskDeadLetterQueue: { Type: AWS::SQS::Queue }
`;
const stacks: Readonly<Record<string, TestStack>> = {
  data: { type: 'AWS::S3::Bucket', retain: true },
  scratch: { type: 'AWS::S3::Bucket' },
  images: { type: 'AWS::ECR::Repository' },
  table: { type: 'AWS::DynamoDB::Table' },
  pool: { extra: POOL, exports: { QueueUrl: 'url', DataBucketName: 't-data-main' } },
};

describe('destroy, before it asks', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = createBench();
    await bench.clock.run(() => deploy(bench.context(stacks)));
  });
  afterEach(() => bench.dispose());

  /** What the plan says of each stack; nothing is deleted. */
  const told = async (
    options = {},
    overrides = {},
    now = stacks,
  ): Promise<ReadonlyMap<string, StackPlan>> => {
    const plans = new Map<string, StackPlan>();
    const approve = async (plan: { readonly stacks: readonly StackPlan[] }) => {
      for (const stack of plan.stacks) plans.set(stack.key, stack);
      return false;
    };
    const context = bench.context(now, { approve, ...overrides });
    await bench.clock.run(() => destroy(context, options));
    expect(bench.cloud.calls).to.not.include('deleteStack');
    return plans;
  };
  const marksOf = (plan: StackPlan | undefined) => plan?.marks?.map(({ kind, text }) => `${kind}: ${text}`);
  const put = (count: number, prefix: string) => {
    for (let index = 0; index < count; index += 1) bench.objects.set(`${prefix}${index}`, new Uint8Array(1));
  };

  it('counts the objects that keep a bucket from going', async () => {
    put(1_204, 't-scratch-main/a/');
    expect(marksOf((await told()).get('scratch'))).to.deep.equal([
      'loses-data: Main (t-scratch-main) holds 1,204 objects: it can only be deleted with --purge',
    ]);
    expect(marksOf((await told({ purge: true })).get('scratch'))).to.deep.equal([
      'loses-data: Main (t-scratch-main) holds 1,204 objects',
    ]);
  });

  it('stops counting at ten thousand', async () => {
    put(10_001, 't-data-main/runs/');
    expect(marksOf((await told({ purge: true })).get('data'))).to.deep.equal([
      'loses-data: Main (t-data-main) holds more than 10,000 objects',
    ]);
    expect((await told()).get('data')?.reasons).to.deep.equal([
      'Main (t-data-main) is retained, with more than 10,000 objects',
    ]);
  });

  it('says nothing of what is empty', async () => {
    const plans = await told({ purge: true });
    for (const key of ['data', 'scratch', 'images', 'pool'])
      expect(marksOf(plans.get(key)), key).to.deep.equal([]);
  });

  it('counts messages, dead letters and images', async () => {
    bench.contents.set('t-pool-taskqueue', 3);
    bench.contents.set('t-pool-taskdeadletterqueue', 1);
    bench.contents.set('t-images-main', 4);
    const plans = await told();
    expect(marksOf(plans.get('pool'))).to.deep.equal([
      'loses-data: TaskQueue (t-pool-taskqueue) holds 3 messages',
      'loses-data: TaskDeadLetterQueue (t-pool-taskdeadletterqueue) holds 1 dead letter',
    ]);
    expect(marksOf(plans.get('images'))).to.deep.equal(['loses-data: Main (t-images-main) holds 4 images']);
  });

  it('names other things that hold data', async () => {
    expect(marksOf((await told()).get('table'))).to.deep.equal([
      'loses-data: Main (t-table-main) is deleted with all that is in it',
    ]);
  });

  it('names the runs of a pool that have no summary, the newest first', async () => {
    for (const run of ['20261121T100000-aaaa', '20261121T110000-bbbb', '20261121T120000-cccc'])
      bench.objects.set(`t-data-main/runs/t-pool/${run}/run.json`, new Uint8Array(1));
    bench.objects.set('t-data-main/runs/t-pool/20261121T110000-bbbb/summary.json', new Uint8Array(1));
    expect(marksOf((await told()).get('pool'))).to.deep.equal([
      'loses-data: 2 runs are not finished: 20261121T120000-cccc, 20261121T100000-aaaa',
    ]);
  });

  it('says what it may not look into, and goes on', async () => {
    const context = bench.context(stacks);
    if (context.gateways === undefined) throw new Error('no gateways');
    const images = async () => {
      throw new AwsError('ecr:DescribeImages: not allowed', {
        code: 'ACCESS_DENIED',
        awsName: 'AccessDeniedException',
        transient: false,
      });
    };
    const gateways = { ...context.gateways, contents: { ...context.gateways.contents, images } };
    expect(marksOf((await told({}, { gateways })).get('images'))).to.deep.equal([
      'loses-data: Main (t-images-main) could not be looked into: ecr:DescribeImages: not allowed',
    ]);
  });

  it('goes by the deployed template, not by the file', async () => {
    const now = {
      ...stacks,
      data: { type: 'AWS::S3::Bucket' },
      scratch: { type: 'AWS::S3::Bucket', retain: true },
    };
    const plans = await told({}, {}, now);
    expect(plans.get('data')?.reasons).to.deep.equal(['Main (t-data-main) is retained, empty']);
    expect(plans.get('scratch')?.rows.map(({ logicalId }) => logicalId)).to.deep.equal(['Main']);
  });

  it('finds with purge the buckets that an earlier destroy left, by their tags', async () => {
    const data = bench.cloud.account.stacks.find(({ name }) => name === 't-data');
    const tags = (environment: string, stack: string, id: string) =>
      new Map([
        ['cloudpool:environment', environment],
        ['aws:cloudformation:stack-name', stack],
        ['aws:cloudformation:stack-id', id],
        ['aws:cloudformation:logical-id', 'DataBucket'],
      ]);
    bench.tagged.push(
      { name: 't-old-databucket', tags: tags('test', 't-old', 'arn:old') },
      { name: 't-data-earlier', tags: tags('test', 't-data', 'arn:earlier') },
      // Of a stack that stands, of another environment, and of nobody who could be asked.
      { name: 't-data-main', tags: tags('test', 't-data', data?.id ?? '') },
      { name: 't-foreign', tags: tags('prod', 't-old', 'arn:old') },
      { name: 't-mine-by-name-only', tags: new Map() },
    );
    put(2, 't-old-databucket/');
    const plans = await told({ purge: true });
    expect(plans.get('old')?.reasons).to.deep.equal([
      'DataBucket (t-old-databucket), left by an earlier destroy, with 2 objects, is emptied and deleted',
    ]);
    expect([...plans.keys()]).to.include.members(['data', 'data (earlier)']);
    expect([...(await told()).keys()]).to.not.include('old');
    expect([...(await told({ purge: true, keys: ['scratch'] })).keys()]).to.deep.equal(['scratch']);

    const result = await bench.clock.run(() => destroy(bench.context(stacks), { purge: true }));
    expect(endsOf(result)).to.include({ old: 'done', 'data (earlier)': 'done', data: 'done' });
    expect(bench.buckets.toSorted()).to.deep.equal(['t-data-earlier', 't-data-main', 't-old-databucket']);
  });

  it('purges what is left when every stack is gone already', async () => {
    await bench.clock.run(() => destroy(bench.context(stacks)));
    const tags = new Map([
      ['cloudpool:environment', 'test'],
      ['aws:cloudformation:stack-name', 't-data'],
    ]);
    bench.tagged.push({ name: 't-data-main', tags });
    const result = await bench.clock.run(() =>
      destroy(bench.context(stacks), { purge: true, keys: ['data'] }),
    );
    expect(endsOf(result)).to.deep.equal({ data: 'done' });
    expect(bench.buckets).to.deep.equal(['t-data-main']);
  });
});

describe('destroy --purge on the emulator, which tags no buckets', () => {
  it('goes by the names that CloudFormation makes, and only there', async () => {
    const local = createBench('region: us-east-1\nprefix: t\nendpoint: http://127.0.0.1:4599\n');
    local.tagged.push(
      { name: 't-old-one-databucket-9f2c', tags: new Map() },
      { name: 't-mine', tags: new Map() },
    );
    const result = await local.clock.run(() => destroy(local.context({ pool: {} }), { purge: true }));
    expect(endsOf(result)).to.deep.equal({ 'old-one': 'done' });
    expect(local.buckets).to.deep.equal(['t-old-one-databucket-9f2c']);
    local.dispose();
  });
});
