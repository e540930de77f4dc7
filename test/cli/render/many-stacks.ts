import type { DeployEvent, StackPlan } from '../../../scripts/deploy/events.ts';

const row = (logicalId: string) =>
  ({ action: 'Add', logicalId, type: 'AWS::SQS::Queue', details: [] }) as const;

/** Thirty stacks, ten at a time: the first ten are done, ten are at work on their second resource, ten wait. */
const keys = Array.from({ length: 30 }, (_, index) =>
  index === 12 ? 'payments-with-a-name-that-nobody-can-type' : `stack-${String(index + 1).padStart(2, '0')}`,
);

const plans: readonly StackPlan[] = keys.map((key, index) => ({
  key,
  stackName: `t-${key}`,
  action: 'create',
  reasons: ['new'],
  rows: ['First', 'Second', 'Third'].map(row),
  after: index < 10 ? [] : [keys[index - 10] ?? ''],
  expected: { seconds: 40, from: 'typical' },
}));

const resource = (at: number, key: string, logicalId: string, status: string): DeployEvent => ({
  type: 'resource',
  at,
  key,
  logicalId,
  resourceType: 'AWS::SQS::Queue',
  status,
});

const begin = (key: string, at: number): readonly DeployEvent[] => [
  { type: 'stack-started', at, key, stackName: `t-${key}`, action: 'create' },
  resource(at + 500, key, 'First', 'CREATE_IN_PROGRESS'),
  resource(at + 9_500, key, 'First', 'CREATE_COMPLETE'),
  resource(at + 10_000, key, 'Second', 'CREATE_IN_PROGRESS'),
];

const finish = (key: string, at: number): readonly DeployEvent[] => [
  resource(at - 20_000, key, 'Second', 'CREATE_COMPLETE'),
  resource(at - 20_000, key, 'Third', 'CREATE_IN_PROGRESS'),
  resource(at - 1_000, key, 'Third', 'CREATE_COMPLETE'),
  {
    type: 'stack-ended',
    at,
    key,
    stackName: `t-${key}`,
    end: 'done',
    seconds: 40,
    outputs: {},
    span: { startedAt: at - 40_000, endedAt: at },
  },
];

const running: readonly DeployEvent[] = [
  { type: 'plan', stacks: plans, approval: 'abc', expected: { seconds: 120, from: 'typical' } },
  { type: 'apply-started', at: 0, keys },
  ...keys.slice(0, 10).flatMap(key => begin(key, 0)),
  ...keys.slice(0, 10).flatMap(key => finish(key, 40_000)),
  ...keys.slice(10, 20).flatMap(key => begin(key, 40_000)),
];

/** One stack that took 20 s the last time. */
const slow: readonly DeployEvent[] = [
  {
    type: 'plan',
    stacks: [
      {
        key: 'one',
        stackName: 't-one',
        action: 'update',
        reasons: [],
        rows: ['First', 'Second'].map(row),
        after: [],
        expected: { seconds: 20, from: 'last' },
      },
    ],
    approval: 'abc',
  },
  { type: 'apply-started', at: 0, keys: ['one'] },
  { type: 'stack-started', at: 0, key: 'one', stackName: 't-one', action: 'update' },
  resource(1_000, 'one', 'First', 'UPDATE_IN_PROGRESS'),
  resource(19_000, 'one', 'First', 'UPDATE_COMPLETE'),
  resource(20_000, 'one', 'Second', 'UPDATE_IN_PROGRESS'),
];

export const manyStacks = { keys, running, slow };
