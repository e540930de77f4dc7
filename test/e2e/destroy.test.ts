import { DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { ListPoliciesCommand, ListRolesCommand } from '@aws-sdk/client-iam';
import { ListEventSourceMappingsCommand, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { ListBucketsCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { ListQueuesCommand } from '@aws-sdk/client-sqs';
import { expect } from 'chai';
import { type StandingPlace, standUp } from '../support/e2e-place.ts';
import { inputOf } from '../support/e2e-results.ts';
import type { World } from '../support/e2e-world.ts';

describe('cloudpool destroy', function () {
  this.timeout(120_000);
  let place: StandingPlace;
  before(async () => {
    place = await standUp({ prefix: 'e2e-gone', keep: ['storage', 'network', 'iam', 'hello'] });
    // A run and its results lie in the data bucket, a package in the other.
    const input = inputOf([{ name: 'Ada' }]);
    const { code, stderr } = await place.run(['run', 'hello'], { as: place.client, input });
    expect(code, stderr).to.equal(0);
  });

  it('finds all kinds of things before', async () => {
    const standing = await leftOf(place.world, place.prefix);
    for (const [kind, names] of Object.entries(standing)) expect(names, kind).not.to.deep.equal([]);
  });

  it('removes a pool as its deployer, and nothing else; names the run that it breaks off', async () => {
    await leaveUnfinishedRun(place, '20261121T100000-aaaa');
    const { code, stderr } = await place.run(['destroy', 'hello', '--yes'], { as: place.deployer });
    expect(code, stderr).to.equal(0);
    expect(stderr).to.contain('! loses data: 1 run is not finished: 20261121T100000-aaaa');
    const left = await leftOf(place.world, place.prefix);
    expect(left).to.deep.include({ functions: [], queues: [], mappings: [], logGroups: [] });
    expect(left.stacks).to.have.lengthOf(4);
    expect(left.buckets).to.have.lengthOf(2);
  });

  it('leaves the buckets that hold data, and names them', async () => {
    const { code, stderr } = await place.run(['destroy', '--yes']);
    expect(code, stderr).to.equal(0);
    const { stacks, buckets, ...rest } = await leftOf(place.world, place.prefix);
    expect(stacks).to.deep.equal([]);
    expect(buckets).to.have.lengthOf(2);
    for (const bucket of buckets)
      expect(stderr).to.match(new RegExp(`${bucket}\\)\\s+is\\s+retained,\\s+with\\s+\\d+`));
    for (const [kind, names] of Object.entries(rest)) expect(names, kind).to.deep.equal([]);
  });

  it('finds them with --purge when their stack is gone, as the emulator lets it: by their names', async () => {
    const { code, stderr } = await place.run(['destroy', '--purge', '--yes']);
    expect(code, stderr).to.equal(0);
    expect(stderr).to.match(/left by an\s+earlier destroy/);
    expect((await leftOf(place.world, place.prefix)).buckets).to.deep.equal([]);
  });

  it('leaves nothing at all with --purge: the deployer removes all but its own limits, and root the rest', async () => {
    const another = await standUp({ prefix: 'e2e-purge', keep: ['storage', 'network', 'iam', 'hello'] });
    const input = inputOf([{ name: 'Ada' }]);
    expect((await another.run(['run', 'hello'], { as: another.client, input })).code).to.equal(0);
    const left = () => leftOf(another.world, another.prefix);

    // Without a purge first: the deployer's own policy is enough to find what that leaves.
    const plain = ['destroy', 'storage', 'network', '--yes'];
    const kept = await another.run(plain, { as: another.deployer });
    expect(kept.code, kept.stderr).to.equal(0);
    expect((await left()).buckets).to.have.lengthOf(2);
    const most = await another.run(['destroy', 'storage', '--purge', '--yes'], { as: another.deployer });
    expect(most.code, most.stderr).to.equal(0);
    const { stacks, policies, ...gone } = await left();
    expect(stacks).to.have.members(['e2e-purge-iam', 'e2e-purge-deployers']);
    expect(policies, 'of both').to.have.lengthOf(9);
    for (const [kind, names] of Object.entries(gone)) expect(names, kind).to.deep.equal([]);

    const rest = await another.run(['destroy', '--purge', '--yes']);
    expect(rest.code, rest.stderr).to.equal(0);
    for (const [kind, names] of Object.entries(await left())) expect(names, kind).to.deep.equal([]);
  });
});

/** What a client leaves that died before its run ended: a record, and no summary. */
async function leaveUnfinishedRun({ world, prefix }: StandingPlace, run: string): Promise<void> {
  const { buckets } = await leftOf(world, prefix);
  const Bucket = buckets.find(name => name.includes('-databucket'));
  const Key = `runs/${prefix}-hello/${run}/run.json`;
  await (await world.session.s3()).send(new PutObjectCommand({ Bucket, Key, Body: '{}' }));
}

/** Lists everything whose name tells that it belongs to a prefix. */
async function leftOf({ session, iam, logs }: World, prefix: string) {
  const cloudFormation = await session.cloudFormation();
  const { ListStacksCommand } = await import('@aws-sdk/client-cloudformation');
  const { StackSummaries = [] } = await cloudFormation.send(new ListStacksCommand({}));
  const { Buckets = [] } = await (await session.s3()).send(new ListBucketsCommand({}));
  const { QueueUrls = [] } = await (await session.sqs()).send(new ListQueuesCommand({}));
  const lambda = await session.lambda();
  const { Functions = [] } = await lambda.send(new ListFunctionsCommand({}));
  const { EventSourceMappings = [] } = await lambda.send(new ListEventSourceMappingsCommand({}));
  const { Roles = [] } = await iam.send(new ListRolesCommand({}));
  const { Policies = [] } = await iam.send(new ListPoliciesCommand({ Scope: 'Local' }));
  const { logGroups = [] } = await logs.send(new DescribeLogGroupsCommand({}));
  const named = (names: readonly (string | undefined)[]) =>
    names.filter(name => name !== undefined).filter(name => new RegExp(`\\b${prefix}-`).test(name));
  return {
    stacks: named(
      StackSummaries.filter(({ StackStatus }) => StackStatus !== 'DELETE_COMPLETE').map(
        ({ StackName }) => StackName,
      ),
    ),
    buckets: named(Buckets.map(({ Name }) => Name)),
    queues: named(QueueUrls),
    functions: named(Functions.map(({ FunctionName }) => FunctionName)),
    mappings: named(EventSourceMappings.map(({ FunctionArn }) => FunctionArn)),
    roles: named(Roles.map(({ RoleName }) => RoleName)),
    policies: named(Policies.map(({ PolicyName }) => PolicyName)),
    logGroups: named(logGroups.map(({ logGroupName }) => logGroupName)),
  };
}
