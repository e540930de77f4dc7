import { expect } from 'chai';
import type { StackParameter, StackState } from '../../scripts/aws/cloudformation.ts';
import type { DesiredStack } from '../../scripts/deploy/plan/desired-stack.ts';
import { findDifferences } from '../../scripts/deploy/plan/differences.ts';
import { checkFiles } from './graph/workspace.ts';

const graph = checkFiles({
  'environments/test.yaml': `region: us-east-1
prefix: t
stacks:
  a: { template: a }
`,
  'templates/a.yaml': `Parameters:
  Plain: { Type: String, Default: yes }
  Quoted: { Type: String, Default: 'true' }
Resources:
  Topic: { Type: AWS::SNS::Topic }
`,
});

function differences(
  standing: Readonly<Record<string, string>>,
  passed: readonly StackParameter[] = [],
): readonly string[] {
  const node = graph.nodes.get('a');
  if (node === undefined) throw new Error('no stack a');
  const desired = { parameters: passed, tags: new Map() } as Partial<DesiredStack> as DesiredStack;
  const state = { parameters: new Map(Object.entries(standing)), tags: new Map() } as Partial<StackState>;
  return findDifferences(node, desired, state as StackState).map(({ reason }) => reason);
}

describe('findDifferences', () => {
  it('takes the emulator`s spelling of a default that is written as a boolean', () => {
    expect(differences({ Plain: 'True', Quoted: 'true' })).to.deep.equal([]);
    expect(differences({ Plain: 'False', Quoted: 'true' })).to.deep.equal(['parameter Plain: False -> true']);
  });

  it('compares every other value to the letter', () => {
    expect(differences({ Plain: 'true', Quoted: 'True' })).to.deep.equal(['parameter Quoted: True -> true']);
    expect(differences({ Plain: 'True', Quoted: 'true' }, [{ name: 'Plain', value: 'true' }])).to.deep.equal([
      'parameter Plain: True -> true',
    ]);
  });
});
