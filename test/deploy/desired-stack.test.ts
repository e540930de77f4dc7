import { expect } from 'chai';
import type { StackState } from '../../scripts/aws/cloudformation.ts';
import { desiredStack } from '../../scripts/deploy/plan/desired-stack.ts';
import { checkFiles } from './graph/workspace.ts';

const graph = checkFiles({
  'environments/test.yaml': `region: us-east-1
prefix: t
stacks:
  a: { template: a, parameters: { ImageTag: { keep: none } } }
`,
  'templates/a.yaml': `Parameters:
  ImageTag: { Type: String }
Resources:
  Topic: { Type: AWS::SNS::Topic }
`,
});

function parametersOf(status: string | undefined): readonly unknown[] {
  const node = graph.nodes.get('a');
  if (node === undefined) throw new Error('no stack a');
  const standing = status === undefined ? undefined : ({ status, parameters } as Partial<StackState>);
  return desiredStack(graph.environment, node, {
    codeKey: undefined,
    standing: standing as StackState | undefined,
  }).parameters;
}

const parameters = new Map([['ImageTag', 'v7']]);

describe('desiredStack', () => {
  it('keeps what stands, and gives the first value to what is created', () => {
    expect(parametersOf('UPDATE_COMPLETE')).to.deep.equal([{ name: 'ImageTag', keep: true }]);
    for (const status of [undefined, 'REVIEW_IN_PROGRESS', 'ROLLBACK_COMPLETE', 'DELETE_FAILED']) {
      expect(parametersOf(status), status).to.deep.equal([{ name: 'ImageTag', value: 'none' }]);
    }
  });
});
