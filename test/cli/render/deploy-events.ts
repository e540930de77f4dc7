import type { DeployEvent, StackPlan } from '../../../scripts/deploy/events.ts';

const plan = (key: string, after: readonly string[], action: StackPlan['action'] = 'create'): StackPlan => ({
  key,
  stackName: `cloudpool-local-${key}`,
  action,
  reasons: [action === 'create' ? 'new' : 'template differs'],
  rows:
    action === 'create'
      ? [{ action: 'Add', logicalId: 'TaskQueue', type: 'AWS::SQS::Queue', details: [] }]
      : [
          {
            action: 'Modify',
            logicalId: 'TaskQueue',
            type: 'AWS::SQS::Queue',
            details: [{ path: 'VisibilityTimeout', before: '180', after: '360' }],
          },
        ],
  after,
  expected: action === 'create' ? { seconds: 40, from: 'typical' } : { seconds: 20, from: 'last' },
});

export const stackPlans: readonly StackPlan[] = [
  plan('storage', []),
  plan('iam', []),
  plan('prices', ['storage', 'iam'], 'update'),
  {
    key: 'network',
    stackName: 'cloudpool-local-network',
    action: 'unchanged',
    reasons: [],
    rows: [],
    after: [],
  },
];

const name = (key: string) => `cloudpool-local-${key}`;
const started = (key: string, at: number): DeployEvent => ({
  type: 'stack-started',
  at,
  key,
  stackName: name(key),
  action: key === 'prices' ? 'update' : 'create',
});

/** A deploy in which `iam` fails and `prices` is skipped, recorded up to the moment before `iam` ends. */
export const halfway: readonly DeployEvent[] = [
  { type: 'plan', stacks: stackPlans, approval: 'abc' },
  { type: 'apply-started', at: 1_000, keys: ['storage', 'iam', 'prices', 'network'] },
  {
    type: 'stack-ended',
    at: 1_000,
    key: 'network',
    stackName: name('network'),
    end: 'unchanged',
    seconds: 0,
    outputs: {},
  },
  started('storage', 1_000),
  started('iam', 1_100),
  {
    type: 'resource',
    at: 1_200,
    key: 'iam',
    logicalId: 'WorkerBoundary',
    resourceType: 'AWS::IAM::ManagedPolicy',
    status: 'CREATE_IN_PROGRESS',
  },
  {
    type: 'resource',
    at: 1_200,
    key: 'storage',
    logicalId: 'TaskQueue',
    resourceType: 'AWS::SQS::Queue',
    status: 'CREATE_IN_PROGRESS',
  },
  {
    type: 'resource',
    at: 2_700,
    key: 'storage',
    logicalId: 'TaskQueue',
    resourceType: 'AWS::SQS::Queue',
    status: 'CREATE_COMPLETE',
  },
  {
    type: 'stack-ended',
    at: 3_000,
    key: 'storage',
    stackName: name('storage'),
    end: 'done',
    seconds: 2,
    outputs: {},
    span: { startedAt: 1_000, endedAt: 3_000 },
  },
];

/** The rest of it. */
export const ending: readonly DeployEvent[] = [
  {
    type: 'resource',
    at: 4_000,
    key: 'iam',
    logicalId: 'WorkerBoundary',
    resourceType: 'AWS::IAM::ManagedPolicy',
    status: 'CREATE_FAILED',
    reason: 'syntax errors in policy',
  },
  {
    type: 'stack-ended',
    at: 4_500,
    key: 'iam',
    stackName: name('iam'),
    end: 'failed',
    seconds: 3.4,
    outputs: {},
    span: { startedAt: 1_100, endedAt: 4_500 },
  },
  {
    type: 'failure',
    card: {
      key: 'iam',
      stackName: name('iam'),
      status: 'ROLLBACK_COMPLETE',
      logicalId: 'WorkerBoundary',
      resourceType: 'AWS::IAM::ManagedPolicy',
      reason:
        'Syntax errors in policy. (Service: Iam, Status Code: 400, Request ID: 6b3b3a3e-1f0a-4c1e-9a55-3f)',
      at: { file: 'templates/iam.yaml', line: 41, column: 3 },
      frame: '  40 |\n> 41 |   WorkerBoundary:\n  42 |     Type: AWS::IAM::ManagedPolicy',
      suggestion: 'npx cloudpool deploy iam',
    },
  },
  {
    type: 'stack-ended',
    at: 4_500,
    key: 'prices',
    stackName: name('prices'),
    end: 'skipped',
    seconds: 0,
    because: 'iam',
    outputs: {},
  },
  { type: 'apply-ended', at: 4_600, wallSeconds: 3.6, criticalSeconds: 3.4, overheadSeconds: 0.2 },
];
