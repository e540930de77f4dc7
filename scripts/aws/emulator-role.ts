import { callAws, wrapSdkError } from './aws-error.ts';
import type { AwsCredentials, AwsSession } from './session.ts';

/** What a role is given for an hour. */
export interface RoleSession extends AwsCredentials {
  readonly sessionToken: string;
  /** Milliseconds since the epoch. */
  readonly expires: number;
}

/** Roles of the emulator, for what stands for an AWS service beside it. Throws `AwsError`. */
export interface EmulatorRoles {
  /** Whom the role trusts: its parsed trust policy. */
  trustOf(roleArn: string): Promise<unknown>;
  /**
   * Credentials of a role, as the service gets them that the role trusts. AssumeRole cannot: the emulator fills in neither
   * `aws:SourceAccount` nor `aws:SourceArn`, so a role that demands them is denied to everybody. Its identity pools hand
   * out any role's credentials without a question; the caller must have read the trust policy.
   */
  sessionOf(roleArn: string): Promise<RoleSession>;
  /** Those of the actions that the role's policies do not allow on a resource. */
  denied(roleArn: string, actions: readonly string[], resource: string): Promise<readonly string[]>;
}

/** Opens the emulator's roles. `session` must have an endpoint: this is nothing that AWS would do. */
export function openEmulatorRoles(session: AwsSession): EmulatorRoles {
  const { endpoint } = session.target;
  if (endpoint === undefined) throw new TypeError('AWS hands out no roles this way');
  const ask = (operation: string, body: object) => askPools(endpoint, operation, body);
  return {
    trustOf: async roleArn => {
      const { GetRoleCommand } = await import('@aws-sdk/client-iam');
      const RoleName = roleArn.slice(roleArn.lastIndexOf('/') + 1);
      const client = await session.iam();
      const { Role } = await callAws('iam:GetRole', () => client.send(new GetRoleCommand({ RoleName })));
      return JSON.parse(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? '{}'));
    },
    sessionOf: async roleArn => {
      const pool = await ask('CreateIdentityPool', {
        IdentityPoolName: 'cloudpool-agent',
        AllowUnauthenticatedIdentities: true,
      });
      const { IdentityPoolId } = pool;
      try {
        await ask('SetIdentityPoolRoles', { IdentityPoolId, Roles: { unauthenticated: roleArn } });
        const { IdentityId } = await ask('GetId', { IdentityPoolId });
        return readSession(await ask('GetCredentialsForIdentity', { IdentityId }));
      } finally {
        await ask('DeleteIdentityPool', { IdentityPoolId });
      }
    },
    denied: async (roleArn, actions, resource) => {
      const { SimulatePrincipalPolicyCommand } = await import('@aws-sdk/client-iam');
      const client = await session.iam();
      const { EvaluationResults = [] } = await callAws('iam:SimulatePrincipalPolicy', () =>
        client.send(
          new SimulatePrincipalPolicyCommand({
            PolicySourceArn: roleArn,
            ActionNames: [...actions],
            ResourceArns: [resource],
          }),
        ),
      );
      return EvaluationResults.filter(({ EvalDecision }) => EvalDecision !== 'allowed').map(
        ({ EvalActionName = '' }) => EvalActionName,
      );
    },
  };
}

/** The emulator takes its root by the name of the key, without a signature. */
const AS_ROOT =
  'AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/cognito-identity/aws4_request, SignedHeaders=host, Signature=none';
const PATIENCE_MS = 30_000;

async function askPools(
  endpoint: string,
  operation: string,
  body: object,
): Promise<Readonly<Record<string, unknown>>> {
  const call = `cognito-identity:${operation}`;
  try {
    const answer = await fetch(endpoint, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': `AWSCognitoIdentityService.${operation}`,
        authorization: AS_ROOT,
      },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(text);
    return JSON.parse(text);
  } catch (error) {
    throw wrapSdkError(call, error instanceof Error ? error : new Error(String(error)));
  }
}

function readSession({ Credentials }: Readonly<Record<string, unknown>>): RoleSession {
  const { AccessKeyId, SecretKey, SessionToken, Expiration } = Credentials as Record<string, string>;
  return {
    accessKeyId: String(AccessKeyId),
    secretAccessKey: String(SecretKey),
    sessionToken: String(SessionToken),
    expires: Number(Expiration) * 1_000,
  };
}
