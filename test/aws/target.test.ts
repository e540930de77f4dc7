import { expect } from 'chai';
import { targetOf } from '../../scripts/aws/target.ts';
import { CloudpoolError } from '../../scripts/errors.ts';

const endpoint = 'http://127.0.0.1:4566';
const read = (text?: string) =>
  targetOf(
    { region: 'eu-west-1', endpoint },
    text === undefined ? {} : { CLOUDPOOL_EMULATOR_CREDENTIALS: text },
  ).credentials;

describe('targetOf', () => {
  it("leaves credentials to the user's own chain on AWS", () => {
    const variables = { CLOUDPOOL_EMULATOR_CREDENTIALS: 'a:b' };
    expect(targetOf({ region: 'eu-west-1' }, variables)).to.deep.equal({ region: 'eu-west-1' });
  });

  it('is the root of the emulator unless told otherwise', () => {
    expect(read()).to.deep.equal({ accessKeyId: 'test', secretAccessKey: 'test' });
    expect(read('')).to.deep.equal(read());
  });

  it('never takes the credentials of the user to the emulator', () => {
    const variables = { AWS_ACCESS_KEY_ID: 'AKIA', AWS_SECRET_ACCESS_KEY: 'secret', AWS_PROFILE: 'work' };
    expect(targetOf({ region: 'r', endpoint }, variables).credentials).to.deep.equal(read());
  });

  it('reads key, secret and token', () => {
    expect(read('a:b')).to.deep.equal({ accessKeyId: 'a', secretAccessKey: 'b' });
    expect(read('a:b:c:d')).to.deep.equal({ accessKeyId: 'a', secretAccessKey: 'b', sessionToken: 'c:d' });
  });

  it('refuses what is neither', () => {
    for (const text of ['a', 'a:', ':b']) expect(() => read(text), text).to.throw(CloudpoolError);
  });
});
