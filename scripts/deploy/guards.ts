import type { Identity } from '../aws/sts.ts';
import { CloudpoolError } from '../errors.ts';
import type { OpenContext } from './context.ts';

/** What a command is about to do: only reading asks for less. */
export type Intent = 'read' | 'write';

/**
 * Proves whose account this is, before anything else is asked or written: the first call of every command that writes.
 *
 * @throws CloudpoolError for the wrong account, and for an unattended write into an unnamed one
 */
export async function proveIdentity(context: OpenContext, intent: Intent): Promise<Identity> {
  const { environment } = context.graph;
  const unnamed = environment.account === undefined && environment.endpoint === undefined;
  if (intent === 'write' && context.unattended === true && unnamed) throw accountNotNamed(environment.file);
  const identity = await context.gateways.identity.whoAmI();
  if (environment.account !== undefined && identity.account !== environment.account) {
    throw wrongAccount(environment.account, identity);
  }
  return identity;
}

function accountNotNamed(file: string): CloudpoolError {
  return new CloudpoolError(`--yes on AWS needs an account: ${file} names none.`, {
    code: 'ACCOUNT_NOT_NAMED',
    exitCode: 2,
    hint: "Write `account: '111122223333'` into the environment file.",
  });
}

function wrongAccount(expected: string, { account, arn }: Identity): CloudpoolError {
  return new CloudpoolError(
    `These credentials belong to account ${account} (${arn}), the environment file says ${expected}.`,
    {
      code: 'WRONG_ACCOUNT',
      exitCode: 2,
      hint: 'Change AWS_PROFILE, or the environment (-e).',
    },
  );
}
