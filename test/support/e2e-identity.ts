import {
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreateUserCommand,
  DeleteAccessKeyCommand,
  DeleteUserCommand,
  DetachUserPolicyCommand,
  type IAMClient,
} from '@aws-sdk/client-iam';
import type { AwsCredentials } from '../../scripts/aws/session.ts';

/** Somebody who may do what the given policies say, and nothing else. */
export interface TestUser {
  readonly credentials: AwsCredentials;
  remove(): Promise<void>;
}

/** Makes a user that holds exactly the given managed policies. */
export async function createUser(
  iam: IAMClient,
  name: string,
  policyArns: readonly string[],
): Promise<TestUser> {
  const UserName = name;
  await iam.send(new CreateUserCommand({ UserName }));
  for (const PolicyArn of policyArns) await iam.send(new AttachUserPolicyCommand({ UserName, PolicyArn }));
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
  if (!AccessKey?.AccessKeyId || !AccessKey.SecretAccessKey) throw new Error(`no access key for ${name}`);
  const { AccessKeyId, SecretAccessKey } = AccessKey;
  return {
    credentials: { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey },
    remove: async () => {
      await iam.send(new DeleteAccessKeyCommand({ UserName, AccessKeyId }));
      for (const PolicyArn of policyArns)
        await iam.send(new DetachUserPolicyCommand({ UserName, PolicyArn }));
      await iam.send(new DeleteUserCommand({ UserName }));
    },
  };
}
