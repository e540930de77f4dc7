import { expect } from 'chai';
import { problemsOf } from './workspace.ts';

const judge = (resources: string, head = '') =>
  problemsOf({
    'environments/test.yaml': 'region: us-east-1\nprefix: p\nstacks:\n  a: { template: x }\n',
    'templates/x.yaml': `${head}Resources:\n${resources}`,
  });

describe('checkDependencies', () => {
  it('lets resources need one another in one direction, however often', () => {
    const resources = `  A: { Type: T, DependsOn: [ B, C ], Properties: { X: !Ref B, Y: !GetAtt C.Arn } }
  B: { Type: T, Properties: { X: !Sub '\${C}\${!A}' } }
  C: { Type: T }
`;
    expect(judge(resources)).to.deep.equal([]);
  });

  it('does not judge what hangs on a condition', () => {
    const head = "Conditions: { Never: !Equals [ 'a', 'b' ] }\n";
    const chosen = `  A: { Type: T, Properties: { X: !If [ Never, !Ref B, '' ] } }\n  B: { Type: T, DependsOn: A }\n`;
    const absent = '  A: { Type: T, Condition: Never, DependsOn: B }\n  B: { Type: T, DependsOn: A }\n';
    expect(judge(chosen, head)).to.deep.equal([]);
    expect(judge(absent, head)).to.deep.equal([]);
  });

  it("takes a variable of Sub's own for no resource", () => {
    expect(judge(`  A: { Type: T, Properties: { X: !Sub [ '\${A}', { A: b } ] } }\n`)).to.deep.equal([]);
  });
});
