import { expect } from 'chai';
import { renderDrift } from '../../../scripts/cli/commands/drift.ts';
import { plainStyle } from '../../../scripts/cli/style.ts';
import type { StackDrift } from '../../../scripts/deploy/drift.ts';
import { cloudpool } from '../support.ts';

const stack = (key: string, parts: Partial<StackDrift>): StackDrift => ({
  key,
  stackName: `p-${key}`,
  state: 'in-sync',
  checked: 0,
  resources: [],
  ...parts,
});

describe('renderDrift', () => {
  it('draws a row a stack, and each property that differs below it', () => {
    const resource = { physicalId: 'x', resourceType: 'AWS::SQS::Queue' };
    const lines = renderDrift(
      [
        stack('storage', { checked: 5 }),
        stack('prices', {
          state: 'drifted',
          checked: 9,
          resources: [
            {
              ...resource,
              logicalId: 'TaskQueue',
              status: 'MODIFIED',
              differences: [
                { path: '/VisibilityTimeout', kind: 'NOT_EQUAL', expected: '720', actual: '30' },
                { path: '/Tags/0', kind: 'REMOVE', expected: '{"a":"b"}', actual: '' },
                { path: '/DelaySeconds', kind: 'ADD', expected: '', actual: '5' },
              ],
            },
            { ...resource, logicalId: 'DeadLetterQueue', status: 'DELETED', differences: [] },
          ],
        }),
        stack('network', {}),
        stack('hello', { state: 'absent' }),
        stack('iam', { state: 'unchecked', reason: 'denied' }),
      ],
      plainStyle,
      80,
    );
    expect(lines).to.deep.equal([
      'storage  in sync       5 resources compared',
      'prices   drifted       9 resources compared',
      '  TaskQueue            modified  AWS::SQS::Queue',
      '    VisibilityTimeout  is 30, the template has 720',
      '    Tags.0             is gone, the template has {"a":"b"}',
      '    DelaySeconds       is 5, the template has none',
      '  DeadLetterQueue      deleted  AWS::SQS::Queue',
      'network  in sync       none of its resources can be compared',
      'hello    not deployed',
      'iam      not checked   denied',
    ]);
  });
});

describe('cloudpool drift', () => {
  it('shows an example in its help', async () => {
    const { code, stdout } = await cloudpool(['drift', '--help']);
    expect(code).to.equal(0);
    expect(stdout).to.contain('$ npx cloudpool drift');
  });
});
