import { expect } from 'chai';
import { planSummary, renderPlan } from '../../../scripts/cli/render/plan-view.ts';
import { plainStyle } from '../../../scripts/cli/style.ts';
import type { StackPlan } from '../../../scripts/deploy/events.ts';
import { stackPlans } from './deploy-events.ts';

const options = { style: plainStyle, width: 80 };

describe('renderPlan', () => {
  it('shows per stack the reason, the resources and the values that change', () => {
    expect(renderPlan(stackPlans, options)).to.deep.equal([
      '+ storage  new',
      '    +  TaskQueue  AWS::SQS::Queue',
      '',
      '+ iam  new',
      '    +  TaskQueue  AWS::SQS::Queue',
      '',
      '~ prices  template differs',
      '    ~  TaskQueue  AWS::SQS::Queue',
      '         VisibilityTimeout: 180 -> 360',
      '',
      '= network: unchanged',
      'Plan: 2 to create, 1 to update, 1 unchanged.',
    ]);
  });

  it('gives each reason a line of its own where they do not fit into one', () => {
    const reasons = [
      'ArtifactBucket (cloudpool-dev-storage-artifactbucket-1) is retained',
      'DataBucket is retained',
    ];
    const lines = renderPlan([{ ...(stackPlans[0] as StackPlan), reasons, rows: [] }], options);
    expect(lines.slice(0, 3)).to.deep.equal(['+ storage', ...reasons.map(reason => `    ${reason}`)]);
  });

  it('shows what deserves a second look below the resources, lost data first', () => {
    const marks = [
      { kind: 'more-rights', logicalId: 'Role', text: 'Role (AWS::IAM::Role) is new' },
      { kind: 'loses-data', logicalId: 'TaskQueue', text: 'TaskQueue (AWS::SQS::Queue) is replaced' },
    ] as const;
    const stack = { ...(stackPlans[0] as StackPlan), rows: [], marks };
    expect(renderPlan([stack], options).slice(1, 3)).to.deep.equal([
      '    ! loses data: TaskQueue (AWS::SQS::Queue) is replaced',
      '    ! rights: Role (AWS::IAM::Role) is new',
    ]);
    expect(renderPlan([stack], { ...options, brief: true })).to.include(
      '    ! loses data: TaskQueue (AWS::SQS::Queue) is replaced',
    );
  });

  it('names the stacks that nobody updates any more', () => {
    const lines = renderPlan([], options, ['t-old']);
    expect(lines.join(' ')).to.match(
      /^! orphan: t-old belongs to this environment, but its file names it no/,
    );
  });

  it('is one line a stack when brief', () => {
    expect(renderPlan(stackPlans, { ...options, brief: true })).to.deep.equal([
      '+ storage  new, 1 resource',
      '+ iam  new, 1 resource',
      '~ prices  template differs, 1 resource',
      '= network: unchanged',
      'Plan: 2 to create, 1 to update, 1 unchanged.',
    ]);
  });
});

describe('planSummary', () => {
  it('says when there is nothing to do', () => {
    expect(planSummary([])).to.equal('Plan: nothing to do.');
  });
});
