import { CloudpoolError } from '../errors.ts';
import type { AwsCredentials, AwsTarget } from './session.ts';

/**
 * Where an environment's calls go. With an endpoint the credentials are the emulator's own, from
 * `CLOUDPOOL_EMULATOR_CREDENTIALS` (`accessKeyId:secret[:token]`, default `test:test`): never the user's chain.
 */
export function targetOf(
  { region, endpoint }: { readonly region: string; readonly endpoint?: string | undefined },
  variables: NodeJS.ProcessEnv,
): AwsTarget {
  if (endpoint === undefined) return { region };
  return { region, endpoint, credentials: emulatorCredentials(variables.CLOUDPOOL_EMULATOR_CREDENTIALS) };
}

const EMULATOR_ROOT = 'test:test';

function emulatorCredentials(text = ''): AwsCredentials {
  const [accessKeyId, secretAccessKey, ...token] = (text === '' ? EMULATOR_ROOT : text).split(':');
  if (accessKeyId && secretAccessKey) {
    const sessionToken = token.join(':');
    return { accessKeyId, secretAccessKey, ...(sessionToken === '' ? {} : { sessionToken }) };
  }
  throw new CloudpoolError(
    'CLOUDPOOL_EMULATOR_CREDENTIALS is not accessKeyId:secret or accessKeyId:secret:token',
    {
      code: 'BAD_EMULATOR_CREDENTIALS',
      exitCode: 2,
      hint: 'Unset it to use the root of the emulator.',
    },
  );
}
