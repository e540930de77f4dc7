import { expect } from 'chai';
import { trusts } from '../../../scripts/local/agent/trust.ts';

const CALLER = {
  service: 'ecs-tasks.amazonaws.com',
  account: '123456789012',
  source: 'arn:aws:ecs:eu-central-1:123456789012:*',
};

const statement = (changes: object = {}) => ({
  Effect: 'Allow',
  Principal: { Service: 'ecs-tasks.amazonaws.com' },
  Action: 'sts:AssumeRole',
  ...changes,
});

describe('trusts', () => {
  const judge = (...statements: object[]) => trusts({ Statement: statements }, CALLER);

  it('lets a service in that is named', () => {
    expect(judge(statement())).to.equal(true);
    const both = { Service: ['lambda.amazonaws.com', 'ecs-tasks.amazonaws.com'] };
    expect(judge(statement({ Principal: both }))).to.equal(true);
  });

  it('lets nobody in whom no statement names', () => {
    expect(judge(statement({ Principal: { Service: 'lambda.amazonaws.com' } }))).to.equal(false);
    expect(judge(statement({ Principal: { AWS: '*' } }))).to.equal(false);
    expect(judge(statement({ Action: 'sts:TagSession' }))).to.equal(false);
    expect(judge()).to.equal(false);
    expect(trusts('nonsense', CALLER)).to.equal(false);
  });

  it('compares what the service fills in', () => {
    const where = (condition: object) => judge(statement({ Condition: condition }));
    expect(where({ StringEquals: { 'aws:SourceAccount': '123456789012' } })).to.equal(true);
    expect(where({ StringEquals: { 'aws:SourceAccount': '999999999999' } })).to.equal(false);
    expect(where({ ArnLike: { 'aws:SourceArn': 'arn:aws:ecs:eu-central-1:123456789012:*' } })).to.equal(true);
    expect(where({ ArnLike: { 'aws:SourceArn': 'arn:aws:ecs:us-east-1:123456789012:*' } })).to.equal(false);
  });

  it('takes a condition that the service does not fill in as not met', () => {
    expect(judge(statement({ Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } }))).to.equal(
      false,
    );
    expect(judge(statement({ Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } } }))).to.equal(
      false,
    );
  });

  it('lets a denial win', () => {
    expect(judge(statement(), statement({ Effect: 'Deny' }))).to.equal(false);
  });
});
