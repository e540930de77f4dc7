import { expect } from 'chai';
import { isTransient, wrapSdkError } from '../../scripts/aws/aws-error.ts';
import { openSession } from '../../scripts/aws/session.ts';

const named = (name: string, extra: object = {}) => Object.assign(new Error('text'), { name }, extra);

describe('wrapSdkError', () => {
  it('gives each kind a code of its own, and says whether another try can help', () => {
    const cases = [
      [named('ThrottlingException'), 'THROTTLED', true],
      [named('Throttling'), 'THROTTLED', true],
      [named('ExpiredTokenException'), 'EXPIRED_TOKEN', false],
      [named('CredentialsProviderError'), 'NO_CREDENTIALS', false],
      [named('AccessDenied'), 'ACCESS_DENIED', false],
      [named('Error', { code: 'ECONNREFUSED' }), 'ENDPOINT_UNREACHABLE', true],
      [named('InternalFailure', { $metadata: { httpStatusCode: 500 } }), 'AWS_CALL_FAILED', true],
      [named('ValidationError', { $metadata: { httpStatusCode: 400 } }), 'AWS_CALL_FAILED', false],
    ] as const;
    for (const [error, code, transient] of cases) {
      const wrapped = wrapSdkError('cloudformation:DescribeStacks', error);
      expect(wrapped, code).to.include({
        code,
        message: 'cloudformation:DescribeStacks: text',
        cause: error,
      });
      expect(isTransient(wrapped), code).to.equal(transient);
    }
  });

  it('advises those who deploy and those who run alike', () => {
    const hintOf = (name: string) => wrapSdkError('sts:GetCallerIdentity', named(name)).hint;
    expect(hintOf('ExpiredToken')).to.contain('deploy again to attach').and.to.contain('resume the run');
    expect(hintOf('AccessDenied')).to.contain('to deploy, and to run');
  });

  it('wraps once', () => {
    const wrapped = wrapSdkError('a', named('Throttling'));
    expect(wrapSdkError('b', wrapped)).to.equal(wrapped);
  });
});

describe('openSession', () => {
  const before = process.env.AWS_ENDPOINT_URL;
  afterEach(() => {
    if (before === undefined) delete process.env.AWS_ENDPOINT_URL;
    else process.env.AWS_ENDPOINT_URL = before;
  });

  it('refuses an endpoint that only the surroundings name', async () => {
    process.env.AWS_ENDPOINT_URL = 'http://127.0.0.1:1';
    const refusal = await openSession({ region: 'us-east-1' })
      .sts()
      .catch((error: unknown) => error);
    expect(refusal).to.include({ code: 'ENDPOINT_CONFLICT', exitCode: 2 });
  });
});
