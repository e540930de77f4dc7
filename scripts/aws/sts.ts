import { callAws } from './aws-error.ts';
import type { AwsSession } from './session.ts';

/** Who is calling. */
export interface Identity {
  readonly account: string;
  readonly arn: string;
}

/** Asks AWS whose credentials these are. */
export interface IdentityGateway {
  whoAmI(): Promise<Identity>;
}

export function openIdentityGateway(session: AwsSession): IdentityGateway {
  return {
    whoAmI: () =>
      callAws('sts:GetCallerIdentity', async () => {
        const { GetCallerIdentityCommand } = await import('@aws-sdk/client-sts');
        const answer = await (await session.sts()).send(new GetCallerIdentityCommand({}));
        return { account: answer.Account ?? '', arn: answer.Arn ?? '' };
      }),
  };
}
