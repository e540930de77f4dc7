import { expect } from 'chai';
import { emulatorCredentials } from '../../scripts/cli/emulator-credentials.ts';
import { CloudpoolError } from '../../scripts/errors.ts';

const read = (text?: string) =>
  emulatorCredentials(text === undefined ? {} : { CLOUDPOOL_EMULATOR_CREDENTIALS: text });

describe('emulatorCredentials', () => {
  it('is the root of the emulator unless told otherwise', () => {
    expect(read()).to.deep.equal({ accessKeyId: 'test', secretAccessKey: 'test' });
    expect(read('')).to.deep.equal(read());
  });

  it('never looks at the credentials of the user', () => {
    const env = { AWS_ACCESS_KEY_ID: 'AKIA', AWS_SECRET_ACCESS_KEY: 'secret', AWS_PROFILE: 'work' };
    expect(emulatorCredentials(env)).to.deep.equal(read());
  });

  it('reads key, secret and token', () => {
    expect(read('a:b')).to.deep.equal({ accessKeyId: 'a', secretAccessKey: 'b' });
    expect(read('a:b:c:d')).to.deep.equal({ accessKeyId: 'a', secretAccessKey: 'b', sessionToken: 'c:d' });
  });

  it('refuses what is neither', () => {
    for (const text of ['a', 'a:', ':b']) expect(() => read(text), text).to.throw(CloudpoolError);
  });
});
