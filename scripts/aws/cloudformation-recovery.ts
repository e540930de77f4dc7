import type { CloudFormationGateway } from './cloudformation.ts';
import type { Call } from './cloudformation-sdk.ts';

type RecoveryCalls = Pick<CloudFormationGateway, 'continueUpdateRollback' | 'cancelUpdate'>;

/** The calls that turn an update back: one that is going on, and one whose rollback failed. */
export function recoveryCalls(call: Call): RecoveryCalls {
  return {
    continueUpdateRollback: async (id, { token, roleArn }) => {
      await call('ContinueUpdateRollback', (client, sdk) =>
        client.send(
          new sdk.ContinueUpdateRollbackCommand({
            StackName: id,
            ClientRequestToken: token,
            RoleARN: roleArn,
          }),
        ),
      );
    },
    cancelUpdate: async (id, token) => {
      await call('CancelUpdateStack', (client, sdk) =>
        client.send(new sdk.CancelUpdateStackCommand({ StackName: id, ClientRequestToken: token })),
      );
    },
  };
}
