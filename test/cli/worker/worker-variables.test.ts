import { expect } from 'chai';
import { workerVariables } from '../../../scripts/cli/worker/worker-variables.ts';
import type { PoolStack } from '../../../scripts/pool/connect/find-pool.ts';

const pool: PoolStack = {
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
  workers: 'container',
  code: 'code/prices/1.zip',
  settings: '{"a":1}',
};
const own = { PATH: '/bin', AWS_PROFILE: 'mine', AWS_ENDPOINT_URL_S3: 'https://elsewhere' };

describe('workerVariables', () => {
  it('tells a worker what a task definition tells a container', () => {
    const target = { region: 'eu-central-1' };
    expect(workerVariables({ pool, target, thread: '/t.mjs', idle: 60, slots: 2 }, own)).to.deep.equal({
      ...own,
      AWS_REGION: 'eu-central-1',
      CLOUDPOOL_POOL: 'app-prices',
      CLOUDPOOL_BUCKET: 'data',
      CLOUDPOOL_QUEUE_URL: 'https://queue',
      CLOUDPOOL_CODE: 'code/prices/1.zip',
      CLOUDPOOL_SETTINGS: '{"a":1}',
      CLOUDPOOL_THREAD: '/t.mjs',
      CLOUDPOOL_IDLE_SECONDS: '60',
      CLOUDPOOL_SLOTS: '2',
    });
  });

  it('has nothing of the user in front of an emulator', () => {
    const credentials = { accessKeyId: 'key', secretAccessKey: 'secret', sessionToken: 'token' };
    const target = { region: 'us-east-1', endpoint: 'http://127.0.0.1:4566', credentials };
    const variables = workerVariables({ pool, target, thread: '/t.mjs' }, own);
    expect(Object.keys(variables).filter(name => name.startsWith('AWS_'))).to.have.members([
      'AWS_ENDPOINT_URL',
      'AWS_ACCESS_KEY_ID',
      'AWS_SECRET_ACCESS_KEY',
      'AWS_SESSION_TOKEN',
      'AWS_REGION',
    ]);
    expect(variables).to.include({ PATH: '/bin', AWS_ACCESS_KEY_ID: 'key', CLOUDPOOL_IDLE_SECONDS: '' });
  });
});
