import { expect } from 'chai';
import { systemClock } from '../../../functions/runtime/protocol/ports.ts';
import type { Environment, StackEntry } from '../../../scripts/deploy/environment/environment.ts';
import { CloudpoolError } from '../../../scripts/errors.ts';
import type { PoolStack } from '../../../scripts/pool/connect/find-pool.ts';
import { lookAtPool } from '../../../scripts/pool/look/look-at-pool.ts';
import { type Answers, stubSession } from '../../support/stub-session.ts';

const at = { file: 'dev.yaml', line: 1, column: 1 };
const crew: StackEntry = {
  ...{ key: 'crew', stackName: 'app-crew', templateFile: '/templates/fargate.yaml' },
  ...{ terminationProtection: false, after: [], at },
  parameters: new Map([['PoolStackName', { kind: 'value', value: 'app-report', at }]]),
};
const environment: Environment = {
  ...{ file: '/environments/dev.yaml', name: 'dev', reference: 'dev', region: 'us-east-1', prefix: 'app' },
  ...{ tags: new Map(), external: [], leftOut: new Map() },
  stacks: new Map([['crew', crew]]),
};
const pool: PoolStack = {
  ...{ key: 'report', name: 'app-report', bucket: 'data', workers: 'both', architecture: 'arm64' },
  ...{
    queueUrl: 'https://queue',
    deadLetterQueueUrl: 'https://dead',
    functionArn: 'arn:function:app-report',
  },
  ...{ memoryMb: 512, timeoutSeconds: 120, concurrency: 4, code: 'code/report/1.zip', settings: '{}' },
  logGroup: 'functions',
};

const fleetStack = {
  ...{
    StackId: 'arn:stack',
    StackName: 'app-crew',
    StackStatus: 'CREATE_COMPLETE',
    CreationTime: new Date(0),
  },
  Outputs: Object.entries({
    ClusterArn: 'arn:cluster',
    TaskDefinitionFamily: 'app-crew',
    LogGroupName: 'containers',
  }).map(([OutputKey, OutputValue]) => ({ OutputKey, OutputValue })),
  Parameters: [{ ParameterKey: 'MaxTasks', ParameterValue: '8' }],
};

const ANSWERS: Answers = {
  DescribeStacks: () => ({ Stacks: [fleetStack] }),
  GetQueueAttributes: ({ QueueUrl }) => ({
    Attributes:
      QueueUrl === pool.queueUrl
        ? {
            ApproximateNumberOfMessages: '3',
            ApproximateNumberOfMessagesNotVisible: '2',
            ApproximateNumberOfMessagesDelayed: '1',
          }
        : { ApproximateNumberOfMessages: '5', ApproximateNumberOfMessagesNotVisible: '1' },
  }),
  ListTasks: () => ({ taskArns: ['a', 'b'] }),
  GetMetricData: () => ({ MetricDataResults: [] }),
  FilterLogEvents: ({ logGroupName }) => ({
    events: [
      { eventId: `${logGroupName}`, timestamp: Date.now(), logStreamName: 's', message: `${logGroupName}` },
    ],
  }),
};

function look(answers: Answers = {}) {
  const { session } = stubSession({ ...ANSWERS, ...answers });
  const { signal } = new AbortController();
  return lookAtPool({ environment, session, clock: systemClock, report: () => undefined, signal }, pool);
}

describe('lookAtPool', () => {
  it('counts messages and containers, and reads the logs of functions and containers', async () => {
    const { queue, containers, metrics, log } = await look();
    expect(queue).to.deep.equal({ waiting: 4, inFlight: 2, deadLetters: 6 });
    expect(containers).to.deep.equal([{ fleet: 'crew', running: 2, maxTasks: 8 }]);
    expect(metrics).to.equal(undefined);
    expect(log.map(({ text }) => text)).to.have.members(['functions', 'containers']);
  });

  it('gives a refusal of any service its stable code', async () => {
    const denied = () => {
      throw Object.assign(new Error('not authorized'), { name: 'AccessDenied' });
    };
    for (const call of ['GetQueueAttributes', 'ListTasks', 'GetMetricData', 'FilterLogEvents']) {
      const failure = await look({ [call]: denied }).catch((error: unknown) => error);
      expect(failure, call).to.be.instanceOf(CloudpoolError).with.property('code', 'ACCESS_DENIED');
    }
  });
});
