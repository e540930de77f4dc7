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
