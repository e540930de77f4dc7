import { expect } from 'chai';
import { systemClock } from '../../../functions/runtime/protocol/ports.ts';
import type { Environment, StackEntry } from '../../../scripts/deploy/environment/environment.ts';
import { CloudpoolError } from '../../../scripts/errors.ts';
import { invoke } from '../../../scripts/pool/commands/invoke.ts';
import { describePool } from '../../../scripts/pool/connect/describe-pool.ts';
import { findPool } from '../../../scripts/pool/connect/find-pool.ts';
import type { RunEvent } from '../../../scripts/pool/events.ts';
import { type Answers, stubSession } from '../../support/stub-session.ts';

function entry(key: string, template: string): [string, StackEntry] {
  const at = { file: 'dev.yaml', line: 1, column: 1 };
  const names = { key, stackName: `app-${key}`, templateFile: `/templates/${template}.yaml` };
  return [key, { ...names, terminationProtection: false, after: [], parameters: new Map(), at }];
}

const environment: Environment = {
  file: '/environments/dev.yaml',
  name: 'dev',
  reference: 'dev',
  region: 'us-east-1',
  prefix: 'app',
  tags: new Map(),
  external: [],
  stacks: new Map([entry('storage', 'storage'), entry('prices', 'pool'), entry('hello', 'pool')]),
  leftOut: new Map([['batch', 'no containers here']]),
};

const OUTPUTS = {
  DataBucketName: 'data',
  QueueUrl: 'https://queue',
  DeadLetterQueueUrl: 'https://dead',
  FunctionArn: 'arn:function',
  LogGroupName: 'group',
};

function stack(outputs: object, status = 'CREATE_COMPLETE', timeout = '120') {
  const pairs = Object.entries({ MemorySize: '256', Timeout: timeout, MaximumConcurrency: '4' });
  return {
    StackId: 'arn:stack',
    StackName: 'app-prices',
    StackStatus: status,
    CreationTime: new Date(0),
    Outputs: Object.entries(outputs).map(([OutputKey, OutputValue]) => ({ OutputKey, OutputValue })),
    Parameters: pairs.map(([ParameterKey, ParameterValue]) => ({ ParameterKey, ParameterValue })),
  };
}

const standing = (timeout?: string): Answers => ({
  DescribeStacks: () => ({ Stacks: [stack(OUTPUTS, 'UPDATE_COMPLETE', timeout)] }),
});
const answering = (payload: object, more: object = {}): Answers => ({
  Invoke: () => ({ Payload: Buffer.from(JSON.stringify(payload)), ...more }),
});
const description = {
  protocol: 1,
  code: 'code/prices/1.zip',
  pool: 'app-prices',
  kind: 'io',
  concurrency: 10,
  timeoutSeconds: 30,
  tries: 3,
};

function contextOf(answers: Answers) {
  const events: RunEvent[] = [];
  const { session, calls } = stubSession(answers);
  const report = (event: RunEvent) => void events.push(event);
  const signal = new AbortController().signal;
  return { context: { environment, session, clock: systemClock, report, signal }, events, calls };
}

async function refusal(work: Promise<unknown>): Promise<CloudpoolError> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof CloudpoolError) return error;
  throw new Error(`expected a CloudpoolError, got ${error}`);
}

describe('findPool', () => {
  it('reads everything from the stack', async () => {
    expect(await findPool(contextOf(standing()).context, 'prices')).to.deep.equal({
      key: 'prices',
      name: 'app-prices',
      bucket: 'data',
      queueUrl: 'https://queue',
      deadLetterQueueUrl: 'https://dead',
      functionArn: 'arn:function',
      logGroup: 'group',
      memoryMb: 256,
      timeoutSeconds: 120,
      concurrency: 4,
      architecture: 'arm64',
      workers: 'lambda',
      code: '',
      settings: '{}',
    });
  });

  it('names the near pools of a typo, without a call', async () => {
    const { context, calls } = contextOf({});
    const error = await refusal(findPool(context, 'price'));
    expect([error.code, error.exitCode, error.hint]).to.deep.equal([
      'POOL_UNKNOWN',
      2,
      'Did you mean prices?',
    ]);
    expect((await refusal(findPool(context, 'zzzzzz'))).hint).to.equal('Its pools are prices, hello.');
    expect(calls).to.deep.equal([]);
  });

  it('gives the reason of a pool that is left out', async () => {
    const error = await refusal(findPool(contextOf({}).context, 'batch'));
    expect([error.code, error.message]).to.deep.equal([
      'POOL_LEFT_OUT',
      'pool batch is left out of environment dev: no containers here',
    ]);
  });

  it('says how to deploy a pool that is not', async () => {
    const gone = {
      DescribeStacks: () => Promise.reject(new Error('Stack with id app-prices does not exist')),
    };
    const error = await refusal(findPool(contextOf(gone as Answers).context, 'prices'));
    expect([error.code, error.hint]).to.deep.equal([
      'POOL_NOT_DEPLOYED',
      'npx cloudpool deploy prices -e dev deploys it.',
    ]);
  });

  it('tells a stack that failed from one that is no pool', async () => {
    const failed = contextOf({ DescribeStacks: () => ({ Stacks: [stack({}, 'ROLLBACK_COMPLETE')] }) });
    expect((await refusal(findPool(failed.context, 'prices'))).code).to.equal('POOL_NOT_DEPLOYED');
    const other = contextOf({ DescribeStacks: () => ({ Stacks: [stack({ ArtifactBucketName: 'a' })] }) });
    expect((await refusal(findPool(other.context, 'storage'))).code).to.equal('NOT_A_POOL');
  });

  it('gives SDK failures a stable code', async () => {
    const denied = Object.assign(new Error('not yours'), { name: 'AccessDenied' });
    const expired = Object.assign(new Error('too old'), { name: 'ExpiredToken' });
    const refused = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' });
    const codes = [];
    for (const failure of [denied, expired, refused]) {
      const answers = { DescribeStacks: () => Promise.reject(failure) } as unknown as Answers;
      codes.push((await refusal(findPool(contextOf(answers).context, 'prices'))).code);
    }
    expect(codes).to.deep.equal(['ACCESS_DENIED', 'EXPIRED_TOKEN', 'ENDPOINT_UNREACHABLE']);
  });
});

describe('describePool', () => {
  async function describing(answers: Answers) {
    const { context, events } = contextOf({ ...standing(), ...answers });
    return { answer: describePool(context, await findPool(context, 'prices')), events };
  }

  it('asks the code and tells what it said', async () => {
    const { answer, events } = await describing(answering(description));
    expect(await answer).to.deep.equal(description);
    expect(events.map(({ type }) => type)).to.deep.equal(['preflight']);
  });

  it('refuses another protocol', async () => {
    const { answer } = await describing(answering({ ...description, protocol: 2 }));
    expect((await refusal(answer)).code).to.equal('PROTOCOL_MISMATCH');
  });

  it('refuses a function with no room for two task time-outs and the margin', async () => {
    const enough = await describing(answering({ ...description, timeoutSeconds: 57 }));
    await enough.answer;
    const { answer } = await describing(answering({ ...description, timeoutSeconds: 57.5 }));
    const error = await refusal(answer);
    expect([error.code, error.exitCode]).to.deep.equal(['TIMEOUT_TOO_SHORT', 2]);
  });

  it('asks for no such room where only containers work: they have hours', async () => {
    const answers = { ...answering({ ...description, timeoutSeconds: 3_600 }) };
    const { context } = contextOf({ ...standing(), ...answers });
    const pool = await findPool(context, 'prices');
    expect((await refusal(describePool(context, pool))).code).to.equal('TIMEOUT_TOO_SHORT');
    await describePool(context, { ...pool, workers: 'container' });
  });

  it('refuses an answer that is none', async () => {
    const { answer } = await describing(answering({ hello: 1 }));
    expect((await refusal(answer)).code).to.equal('DESCRIBE_FAILED');
  });
});

describe('invoke', () => {
  it('shows the error of the function and the end of its log', async () => {
    const failure = { errorType: 'TypeError', errorMessage: 'x is not a function' };
    const LogResult = Buffer.from('START\nboom\n').toString('base64');
    const answers = { ...standing(), ...answering(failure, { FunctionError: 'Unhandled', LogResult }) };
    const error = await refusal(invoke(contextOf(answers).context, { function: 'prices', input: '{}' }));
    expect(error.code).to.equal('FUNCTION_FAILED');
    expect(error.message).to.equal('the function of pool prices failed: TypeError: x is not a function');
    expect(error.hint).to.include('boom');
  });

  it('sends the input as one task, and answers its outcome', async () => {
    const outcome = { task: 0, ok: true, value: { greeting: 'Hello' }, attempts: 1 };
    const sent: string[] = [];
    const { Invoke } = answering(outcome);
    const noting: Answers = {
      Invoke: request => {
        sent.push(Buffer.from(request.Payload as Uint8Array).toString());
        return Invoke?.(request) ?? {};
      },
    };
    const { context } = contextOf({ ...standing(), ...noting });
    const answer = await invoke(context, { function: 'prices', input: '{"name":"Ada"}' });
    expect(answer).to.deep.equal({ outcome, logTail: '' });
    expect(sent).to.deep.equal(['{"cloudpool":"invoke","input":{"name":"Ada"}}']);
  });

  it('refuses an answer that is no outcome', async () => {
    const { context } = contextOf({ ...standing(), ...answering({ ok: true }) });
    const error = await refusal(invoke(context, { function: 'prices', input: '{}' }));
    expect(error.code).to.equal('PROTOCOL_MISMATCH');
  });
});
