import { expect } from 'chai';
import { checkFiles, commonFiles } from './workspace.ts';

describe('followWeak', () => {
  const reading = (reference: string, more = '') =>
    checkFiles({
      ...commonFiles,
      'environments/test.yaml': `region: us-east-1\nprefix: p\n${more}stacks:\n  a: { template: x }\n  ex: { template: ex }\n`,
      'templates/x.yaml': `Parameters:
  Image: { Type: 'AWS::SSM::Parameter::Value<String>', Default: /image }
Resources:
  T: { Type: AWS::SNS::Topic, Properties: { DisplayName: { 'Fn::GetStackOutput': ${reference} } } }
`,
    }).edges.map(({ from, to, kind, via, may }) => ({ from, to, kind, via, may }));
  const edge = { from: 'ex', to: 'a', kind: 'weak', via: 'O', may: undefined };

  it('orders the stacks, in this region', () => {
    expect(reading('{ StackName: p-ex, OutputName: O }')).to.deep.equal([edge]);
    expect(reading(`{ StackName: p-ex, OutputName: O, Region: !Ref 'AWS::Region' }`)).to.deep.equal([edge]);
    expect(reading(`{ StackName: p-ex, OutputName: O, RoleArn: !Ref 'AWS::NoValue' }`)).to.deep.equal([edge]);
  });

  it('orders nothing into another region or account', () => {
    expect(reading('{ StackName: p-ex, OutputName: O, Region: eu-west-1 }')).to.deep.equal([]);
    expect(reading('{ StackName: q, OutputName: O, RoleArn: arn }')).to.deep.equal([]);
  });

  it('may order, where the region is not known', () => {
    expect(reading('{ StackName: p-ex, OutputName: O, Region: !Ref Image }')).to.deep.equal([
      { ...edge, may: true },
    ]);
  });

  it('may be to a stack of other people, when the file says so', () => {
    expect(reading('{ StackName: vpc, OutputName: Id }', 'external: [ vpc.Id ]\n')).to.deep.equal([]);
  });
});
