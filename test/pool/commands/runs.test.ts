import { Writable } from 'node:stream';
import { expect } from 'chai';
import { systemClock } from '../../../functions/runtime/protocol/ports.ts';
import type { Environment } from '../../../scripts/deploy/environment/environment.ts';
import type { CloudpoolError } from '../../../scripts/errors.ts';
import { streamSink } from '../../../scripts/pool/collect/sink.ts';
import { listRuns } from '../../../scripts/pool/commands/list-runs.ts';
import { findRun } from '../../../scripts/pool/commands/resume.ts';
import { drive } from '../../../scripts/pool/drive.ts';
import { sendChunks } from '../../../scripts/pool/submit/send-chunks.ts';
import { type TestPorts, testPorts } from '../../support/pool-ports.ts';
import { committedRun, work } from '../../support/pool-run.ts';
import { type Answers, stubSession } from '../../support/stub-session.ts';

const environment: Environment = {
  file: '/environments/local.yaml',
  name: 'local',
  reference: 'local',
  region: 'us-east-1',
  prefix: 'local',
  tags: new Map(),
  external: [],
  stacks: new Map(
    ['other', 'hello'].map(key => [
      key,
      {
        key,
        stackName: `local-${key}`,
        templateFile: '/templates/pool.yaml',
        terminationProtection: false,
        after: [],
        parameters: new Map(),
        at: { file: 'local.yaml', line: 1, column: 1 },
      },
    ]),
  ),
  leftOut: new Map(),
};

const OUTPUTS = ['DataBucketName', 'QueueUrl', 'DeadLetterQueueUrl', 'FunctionArn'];

/** CloudFormation with both pools, and S3 in front of the store of a test. */
function awsOver({ store }: TestPorts): Answers {
  return {
    DescribeStacks: ({ StackName }) => ({
      Stacks: [
        {
          StackId: `arn:${StackName}`,
          StackName,
          StackStatus: 'CREATE_COMPLETE',
          CreationTime: new Date(0),
          Outputs: OUTPUTS.map(name => ({ OutputKey: name, OutputValue: `the-${name}` })),
        },
      ],
    }),
    ListObjectsV2: async ({ Prefix, StartAfter, MaxKeys }) => {
      const options = { startAfter: `${StartAfter ?? ''}`, limit: Number(MaxKeys ?? 1_000) };
      const { objects, more } = await store.list(`${Prefix}`, options);
      return { Contents: objects.map(({ key, size }) => ({ Key: key, Size: size })), IsTruncated: more };
    },
    GetObject: async ({ Key }) => {
      const bytes = await store.get(`${Key}`);
      if (bytes) return { Body: { transformToByteArray: async () => bytes } };
      throw Object.assign(new Error('none'), { name: 'NoSuchKey', $metadata: { httpStatusCode: 404 } });
    },
  };
}

function contextOver(ports: TestPorts) {
  const { session } = stubSession(awsOver(ports));
  const { clock, report, signal } = ports;
  return { environment, session, clock: { ...systemClock, now: clock.now }, report, signal };
}

const nowhere = () => streamSink(new Writable({ write: (_chunk, _encoding, done) => done() }));

describe('listRuns', () => {
  it('lists runs with their states, the newest first', async () => {
    const ports = testPorts();
    const expired = await committedRun(ports, 2, { lifetimeSeconds: 60 });
    ports.clock.time += 100_000;
    const complete = await committedRun(ports, 10);
    await work(ports, complete, Array(10).keys());
    await drive(ports, complete, { sink: nowhere(), ordered: true, from: 10 });
    ports.clock.time += 100_000;
    const running = await committedRun(ports, 3);
    await sendChunks(ports, running);
    await work(ports, running, [1]);
    ports.clock.time += 100_000;
    const sending = await committedRun(ports, 4);

    const infos = await Array.fromAsync(listRuns(contextOver(ports)));
    expect(
      infos.map(({ run, pool, state, tasks, done, failed }) => [run, pool, state, tasks, done, failed]),
    ).to.deep.equal([
      [sending.record.run, 'hello', 'sending', 4, 0, undefined],
      [running.record.run, 'hello', 'running', 3, 1, undefined],
      [complete.record.run, 'hello', 'complete', 10, 10, 2],
      [expired.record.run, 'hello', 'expired', 2, 0, undefined],
    ]);
  });

  it('tells a run that cannot be read, and hides no other', async () => {
    const ports = testPorts();
    const whole = await committedRun(ports, 2);
    ports.clock.time += 100_000;
    const torn = await committedRun(ports, 2);
    await ports.store.put(torn.keys.record, '{"v":1');
    const infos = await Array.fromAsync(listRuns(contextOver(ports)));
    expect(infos.map(({ run }) => run)).to.deep.equal([whole.record.run]);
    expect(ports.events).to.deep.include({
      type: 'notice',
      message: `run ${torn.record.run} of hello cannot be read: run.json: not JSON`,
    });
  });
});

describe('findRun', () => {
  it('finds a run in whichever pool it belongs to', async () => {
    const ports = testPorts();
    const { record } = await committedRun(ports, 2);
    const { run } = await findRun(contextOver(ports), record.run);
    expect(run.record).to.deep.equal(record);
    expect(run.index.tasks).to.equal(2);
  });

  it('says that there is no such run', async () => {
    const error = await findRun(contextOver(testPorts()), '20261121T195600-aaaa').catch(
      (thrown: unknown) => thrown,
    );
    expect((error as CloudpoolError).code).to.equal('RUN_UNKNOWN');
  });
});
