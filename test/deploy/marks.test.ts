import { expect } from 'chai';
import { deploy } from '../../scripts/deploy/deploy.ts';
import type { ChangeRow } from '../../scripts/deploy/events.ts';
import { widensRights } from '../../scripts/deploy/plan/rights.ts';
import { plan } from '../../scripts/deploy/plan.ts';
import { type Bench, createBench, type TestStack } from './support.ts';

describe('marks of a plan', () => {
  let bench: Bench;
  beforeEach(() => {
    bench = createBench();
  });
  afterEach(() => bench.dispose());

  type Stacks = Readonly<Record<string, TestStack>>;
  const planned = (stacks: Stacks) => bench.clock.run(() => plan(bench.context(stacks)));
  const marks = async (stacks: Stacks) =>
    (await planned(stacks)).stacks.flatMap(({ marks = [] }) =>
      marks.map(({ kind, text }) => `${kind}: ${text}`),
    );
  const deployed = (stacks: Stacks) => bench.clock.run(() => deploy(bench.context(stacks)));

  it('name stateful resources that are replaced or deleted, and no others', async () => {
    const queue = '  Jobs:\n    Type: AWS::SQS::Queue\n  Topic:\n    Type: AWS::SNS::Topic';
    await deployed({ storage: { type: 'AWS::S3::Bucket', extra: queue } });
    bench.cloud.script.replaced.add('t-storage/Main');
    expect(await marks({ storage: { type: 'AWS::S3::Bucket', text: 'b' } })).to.deep.equal([
      'loses-data: Main (AWS::S3::Bucket) is replaced',
      'loses-data: Jobs (AWS::SQS::Queue) is deleted',
    ]);
  });

  it('name new rights', async () => {
    expect(await marks({ storage: { extra: '  Worker:\n    Type: AWS::IAM::Role' } })).to.deep.equal([
      'more-rights: Worker (AWS::IAM::Role) is new',
    ]);
  });

  it('say which updates are known only when their producers are done', async () => {
    await deployed({ storage: {}, pool: {} });
    const made = await planned({ storage: {}, fresh: {}, pool: { imports: ['t-fresh-Id'] } });
    const pool = made.stacks.find(({ key }) => key === 'pool');
    expect(pool?.marks?.map(({ kind }) => kind)).to.deep.equal(['known-later']);
  });

  it('name the stacks of this environment that its file names no more', async () => {
    await deployed({ storage: {}, old: {}, theirs: {} });
    const theirs = bench.cloud.account.stacks.find(({ name }) => name === 't-theirs');
    if (theirs) theirs.tags = new Map([['cloudpool:environment', 'other']]);
    expect((await planned({ storage: { text: 'b' } })).orphans).to.deep.equal(['t-old']);
  });

  it('do without orphans where stacks may not be listed', async () => {
    await deployed({ storage: {}, old: {} });
    const context = bench.context({ storage: { text: 'b' } });
    const cloudFormation = { ...bench.cloud.gateway, stackNames: () => Promise.reject(new Error('denied')) };
    const gateways = context.gateways && { ...context.gateways, cloudFormation };
    const made = await bench.clock.run(() => plan({ ...context, ...(gateways ? { gateways } : {}) }));
    expect(made.orphans).to.deep.equal([]);
  });
});

describe('widensRights', () => {
  const allow = (action: string) => ({ Sid: action, Effect: 'Allow', Action: [action], Resource: '*' });
  const deny = { Effect: 'Deny', Action: 's3:*', Resource: '*' };
  const modify = (before: unknown, after: unknown, path = '/Properties/PolicyDocument'): ChangeRow => ({
    action: 'Modify',
    logicalId: 'Policy',
    type: 'AWS::IAM::ManagedPolicy',
    details: [{ path, before: JSON.stringify(before), after: JSON.stringify(after) }],
  });

  it('sees another Allow, and a Deny that goes', () => {
    expect(widensRights(modify([allow('a')], [allow('a'), allow('b')]))).to.contain('gives more');
    expect(widensRights(modify([allow('a'), deny], [allow('a')]))).to.contain('gives more');
  });

  it('sees no more in less, in another order, and in another description', () => {
    expect(widensRights(modify([allow('a'), allow('b')], [allow('a')]))).to.equal(undefined);
    expect(widensRights(modify([allow('a'), deny], [deny, { ...allow('a'), Sid: 'Other' }]))).to.equal(
      undefined,
    );
    expect(widensRights(modify('a', 'b', '/Properties/Description'))).to.equal(undefined);
  });

  it('takes what it cannot compare for more', () => {
    expect(widensRights(modify('s3:Get', 's3:*', '/Properties/PolicyDocument/Statement/0/Action'))).to.be.a(
      'string',
    );
    expect(widensRights({ ...modify([], []), details: [] })).to.contain('may give more');
    expect(widensRights(modify('a', 'b', '/Properties/PermissionsBoundary'))).to.be.a('string');
  });

  it('looks at the policies of resources, and at nothing without rights', () => {
    const row = { ...modify([], []), details: [] };
    expect(widensRights({ ...row, action: 'Remove', type: 'AWS::S3::BucketPolicy' })).to.contain('denies');
    expect(widensRights({ ...row, action: 'Remove' })).to.equal(undefined);
    expect(widensRights({ ...row, type: 'AWS::SQS::Queue' })).to.equal(undefined);
  });
});
