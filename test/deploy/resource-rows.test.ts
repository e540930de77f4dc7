import { expect } from 'chai';
import type { StackNode } from '../../scripts/deploy/graph/graph.ts';
import { lateRows, newRows } from '../../scripts/deploy/plan/resource-rows.ts';
import { checkFiles } from './graph/workspace.ts';

const node = (template: string): StackNode => {
  const graph = checkFiles({
    'environments/test.yaml': 'region: us-east-1\nprefix: t\nstacks:\n  a: { template: a }\n',
    'templates/a.yaml': template,
  });
  return graph.nodes.get('a') as StackNode;
};
const shown = (rows: readonly { readonly action: string; readonly logicalId: string }[]) =>
  rows.map(({ action, logicalId }) => `${action} ${logicalId}`);

describe('newRows', () => {
  it('names what a macro alone can name by a star', () => {
    const made = node(
      'Transform: AWS::Serverless-2016-10-31\nResources:\n  Worker: { Type: AWS::Serverless::Function }\n',
    );
    expect(shown(newRows(made))).to.deep.equal(['Add Worker', 'Add *']);
  });
});

describe('lateRows', () => {
  it('modifies what depends on a moved parameter through conditions', () => {
    const text = `Parameters:
  Size: { Type: String, Default: small }
Conditions:
  IsSmall: !Equals [!Ref Size, small]
  IsLarge: !Not [!Condition IsSmall]
Resources:
  Turning:
    Type: AWS::SNS::Topic
    Properties: { DisplayName: !If [IsLarge, a, b] }
  Same:
    Type: AWS::SNS::Topic
    Properties: { DisplayName: c }
`;
    expect(shown(lateRows(node(text), { deployed: text, moved: ['Size'] }))).to.deep.equal([
      'Modify Turning',
    ]);
  });
});
