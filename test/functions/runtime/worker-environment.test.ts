import { expect } from 'chai';
import { workerEnvironment } from '../../../functions/runtime/worker-environment.ts';

const variables = {
  CLOUDPOOL_POOL: 'p',
  CLOUDPOOL_BUCKET: 'b',
  CLOUDPOOL_QUEUE_URL: 'https://queue',
  CLOUDPOOL_CODE: 'code/x.zip',
};

describe('workerEnvironment', () => {
  it('reads what template and service say', () => {
    const got = workerEnvironment({
      ...variables,
      CLOUDPOOL_SETTINGS: '{"a":1}',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '256',
      AWS_LAMBDA_LOG_STREAM_NAME: 'stream',
    });
    expect(got).to.deep.equal({
      pool: 'p',
      bucket: 'b',
      queueUrl: 'https://queue',
      settings: { a: 1 },
      memoryMb: 256,
      identity: { worker: 'stream', code: 'code/x.zip' },
      endpoint: undefined,
    });
  });

  it('knows no limit of memory where the service names none: threads follow the machine', () => {
    expect(workerEnvironment(variables).memoryMb).to.equal(undefined);
    expect(workerEnvironment({ ...variables, AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '' }).memoryMb).to.equal(
      undefined,
    );
  });

  it('has settings without any being given', () => {
    expect(workerEnvironment(variables).settings).to.deep.equal({});
  });

  it('names everything that is missing', () => {
    expect(() => workerEnvironment({ CLOUDPOOL_POOL: 'p', CLOUDPOOL_CODE: 'c' })).to.throw(
      'CLOUDPOOL_BUCKET, CLOUDPOOL_QUEUE_URL',
    );
  });

  it('refuses settings that are no JSON object', () => {
    for (const CLOUDPOOL_SETTINGS of ['{', '[1]', '"text"', 'null']) {
      expect(() => workerEnvironment({ ...variables, CLOUDPOOL_SETTINGS })).to.throw('no JSON object');
    }
  });
});
