import type { AwsCredentials } from '../aws/session.ts';
import { CloudpoolError } from '../errors.ts';

/**
 * Reads the credentials for the emulator, `CLOUDPOOL_EMULATOR_CREDENTIALS=accessKeyId:secret[:token]`; its own root where
 * nothing is said. The user's chain is never asked.
 */
export function emulatorCredentials(env: NodeJS.ProcessEnv): AwsCredentials {
  const text = env.CLOUDPOOL_EMULATOR_CREDENTIALS ?? '';
  const [accessKeyId = '', secretAccessKey = '', ...token] = (text === '' ? 'test:test' : text).split(':');
  if (accessKeyId === '' || secretAccessKey === '') {
    throw new CloudpoolError('CLOUDPOOL_EMULATOR_CREDENTIALS is not accessKeyId:secret[:token].', {
      code: 'EMULATOR_CREDENTIALS',
      exitCode: 2,
      hint: 'Unset it to use the root of the emulator.',
    });
  }
  return { accessKeyId, secretAccessKey, ...(token.length === 0 ? {} : { sessionToken: token.join(':') }) };
}
