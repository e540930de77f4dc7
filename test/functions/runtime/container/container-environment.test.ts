import { expect } from 'chai';
import { containerEnvironment } from '../../../../functions/runtime/container/container-environment.ts';

const variables = {
  CLOUDPOOL_POOL: 'p',
  CLOUDPOOL_BUCKET: 'b',
  CLOUDPOOL_QUEUE_URL: 'https://queue',
  CLOUDPOOL_CODE: 'code/x.zip',
  CLOUDPOOL_THREAD: '/app/x/thread.mjs',
};
const read = (more: NodeJS.ProcessEnv = {}) =>
  containerEnvironment({ ...variables, ...more }, 'file:///app/container.mjs');

describe('containerEnvironment', () => {
  it('serves the function that it is told', () => {
    expect(read().thread.href).to.equal('file:///app/x/thread.mjs');
    expect(() => read({ CLOUDPOOL_THREAD: '' })).to.throw('CLOUDPOOL_FUNCTION');
  });

  it('leaves time to give back within the two minutes of a Spot notice', () => {
    expect(read()).to.include({ graceMs: 90_000, idleMs: undefined });
    expect(read({ CLOUDPOOL_IDLE_SECONDS: '60', CLOUDPOOL_GRACE_SECONDS: '5' })).to.include({
      idleMs: 60_000,
      graceMs: 5_000,
    });
  });

  it('names the worker so that it can be found', () => {
    const metadata = 'http://169.254.170.2/v4/1f5cd0e2-527074092';
    expect(read({ ECS_CONTAINER_METADATA_URI_V4: metadata }).identity).to.deep.equal({
      worker: '1f5cd0e2-527074092',
      code: 'code/x.zip',
    });
    expect(read().identity.worker).to.match(new RegExp(`.-${process.pid}$`));
  });

  it('refuses what is missing or no number', () => {
    expect(() => read({ CLOUDPOOL_POOL: '' })).to.throw('CLOUDPOOL_POOL');
    expect(() => read({ CLOUDPOOL_IDLE_SECONDS: 'soon' })).to.throw('CLOUDPOOL_IDLE_SECONDS');
  });
});
