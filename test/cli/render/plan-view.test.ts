import { expect } from 'chai';
import { planSummary, renderPlan } from '../../../scripts/cli/render/plan-view.ts';
import { plainStyle } from '../../../scripts/cli/style.ts';
import type { StackPlan } from '../../../scripts/deploy/events.ts';
import { stackPlans } from './deploy-events.ts';

const first = stackPlans[0] as StackPlan;
const options = { style: plainStyle, width: 80 };

describe('renderPlan', () => {
  it('shows per stack the reason, the resources and the values that change', () => {
    expect(renderPlan({ stacks: stackPlans }, options)).to.deep.equal([
      '+ storage  new, ~40 s',
      '    +  TaskQueue  AWS::SQS::Queue',
      '',
      '+ iam  new, ~40 s',
      '    +  TaskQueue  AWS::SQS::Queue',
      '',
      '~ prices  template differs, 20 s',
      '    ~  TaskQueue  AWS::SQS::Queue',
      '         VisibilityTimeout: 180 -> 360',
      '',
      '= network: unchanged',
      'Plan: 2 to create, 1 to update, 1 unchanged.',
    ]);
  });

  it('names every stack that is unchanged, on as many lines as that takes', () => {
    const stacks = Array.from(
      { length: 12 },
      (_, index): StackPlan => ({
        ...first,
        key: `stack-number-${index}`,
        action: 'unchanged',
      }),
    );
    const lines = renderPlan({ stacks }, options).slice(0, -1);
    expect(lines).to.have.lengthOf(3);
    expect(lines.every(line => line.length <= 80)).to.equal(true);
    const names = lines.map(line => line.slice(2)).join(' ');
    expect(names).to.equal(`${stacks.map(({ key }) => key).join(', ')}: unchanged`);
    expect(lines.map(line => line.slice(0, 2))).to.deep.equal(['= ', '  ', '  ']);
  });

  it('gives each reason a line of its own where they do not fit into one', () => {
    const reasons = [
      'ArtifactBucket (cloudpool-dev-storage-artifactbucket-1) is retained',
      'DataBucket is retained',
    ];
    const lines = renderPlan({ stacks: [{ ...first, reasons, rows: [] }] }, options);
    expect(lines.slice(0, 3)).to.deep.equal(['+ storage', ...reasons.map(reason => `    ${reason}`)]);
  });

  it('shows what deserves a second look below the resources, lost data first', () => {
    const marks = [
      { kind: 'more-rights', logicalId: 'Role', text: 'Role (AWS::IAM::Role) is new' },
      { kind: 'loses-data', logicalId: 'TaskQueue', text: 'TaskQueue (AWS::SQS::Queue) is replaced' },
    ] as const;
    const stack = { ...first, rows: [], marks };
    expect(renderPlan({ stacks: [stack] }, options).slice(1, 3)).to.deep.equal([
      '    ! loses data: TaskQueue (AWS::SQS::Queue) is replaced',
      '    ! rights: Role (AWS::IAM::Role) is new',
    ]);
    expect(renderPlan({ stacks: [stack] }, { ...options, brief: true })).to.include(
      '    ! loses data: TaskQueue (AWS::SQS::Queue) is replaced',
    );
  });

  it('names the stacks that nobody updates any more', () => {
    const lines = renderPlan({ stacks: [], orphans: ['t-old'] }, options);
    expect(lines.join(' ')).to.match(
      /^! orphan: t-old belongs to this environment, but its file names it no/,
    );
  });

  it('is one line a stack when brief', () => {
    expect(renderPlan({ stacks: stackPlans }, { ...options, brief: true })).to.deep.equal([
      '+ storage  new, 1 resource, ~40 s',
      '+ iam  new, 1 resource, ~40 s',
      '~ prices  template differs, 1 resource, 20 s',
      '= network: unchanged',
      'Plan: 2 to create, 1 to update, 1 unchanged.',
    ]);
  });
});

describe('renderPlan, with prices', () => {
  const row = (logicalId: string, type: string) => ({ action: 'Add', logicalId, type, details: [] }) as const;
  const network: StackPlan = {
    ...first,
    key: 'network',
    rows: [row('LogsEndpoint', 'AWS::EC2::VPCEndpoint'), row('Store', 'AWS::RDS::DBInstance')],
    expected: { seconds: 92, from: 'typical' },
    price: {
      monthly: 58.4,
      resources: [{ logicalId: 'LogsEndpoint', monthly: 58.4 }],
      byUse: [],
      unpriced: ['Store'],
    },
  };
  const pool: StackPlan = {
    ...first,
    key: 'pool',
    action: 'update',
    reasons: ['template differs'],
    rows: [row('TaskQueue', 'AWS::SQS::Queue')],
    expected: { seconds: 41, from: 'last' },
    price: { monthly: -0.3, resources: [], byUse: ['TaskQueue'], unpriced: [] },
  };
  const prices = { date: '2026-11-22', region: 'us-east-1' };

  it('shows what each stack and resource adds to the bill of a month, and how long it should take', () => {
    const stacks = [network, pool];
    expect(
      renderPlan({ stacks, prices, expected: { seconds: 133, from: 'typical' } }, options),
    ).to.deep.equal([
      '+ network  new, +$58.40 a month, ~2 min',
      '    +  LogsEndpoint  AWS::EC2::VPCEndpoint  +$58.40 a month',
      '    +  Store         AWS::RDS::DBInstance   price not known here',
      '',
      '~ pool  template differs, -$0.30 a month, 40 s',
      '    +  TaskQueue  AWS::SQS::Queue  by use',
      '',
      'Plan: 1 to create, 1 to update: +$58.10 a month, about 2 min.',
      'Prices of us-east-1 on 2026-11-22, without free tiers and what is paid by use,',
      'and without network/Store.',
    ]);
  });

  it('says at least where a count is known only later', () => {
    const price = { monthly: 7.3, atLeast: true, resources: [], byUse: [], unpriced: [] } as const;
    expect(planSummary({ stacks: [{ ...first, price }] })).to.equal(
      'Plan: 1 to create: at least +$7.30 a month.',
    );
  });
});

describe('planSummary', () => {
  it('says when there is nothing to do', () => {
    expect(planSummary({ stacks: [] })).to.equal('Plan: nothing to do.');
  });
});
