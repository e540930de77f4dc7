import type { Clock } from '../../../functions/runtime/protocol/ports.ts';
import type { EmulatorRoles, RoleSession } from '../../aws/emulator-role.ts';
import { CloudpoolError } from '../../errors.ts';
import { type ServiceCaller, trusts } from './trust.ts';

/** Credentials are renewed when they are good for less than this, as ECS does. */
const RENEW_BEFORE_MS = 10 * 60_000;

/** Hands out credentials of roles to those whom the roles trust. */
export interface RoleSessions {
  /** Throws ROLE_NOT_TRUSTED, or an `AwsError` where the role is not there. */
  get(roleArn: string, caller: Pick<ServiceCaller, 'service' | 'source'>): Promise<RoleSession>;
  /**
   * Throws NOT_GRANTED when the role lacks one of the actions on a resource. For what the agent does in the role's place,
   * where the emulator itself asks for nothing, or for another ARN than AWS.
   */
  require(roleArn: string, actions: readonly string[], resource: string): Promise<void>;
}

/** Keeps one session for each role and caller, and renews it before it ends. */
export function createRoleSessions({
  roles,
  clock,
}: {
  readonly roles: EmulatorRoles;
  readonly clock: Clock;
}): RoleSessions {
  const kept = new Map<string, Promise<RoleSession>>();
  const open = async (roleArn: string, caller: Pick<ServiceCaller, 'service' | 'source'>) => {
    const account = roleArn.split(':')[4] ?? '';
    if (!trusts(await roles.trustOf(roleArn), { ...caller, account })) throw notTrusted(roleArn, caller);
    return await roles.sessionOf(roleArn);
  };
  return {
    get: (roleArn, caller) => {
      const key = `${roleArn} ${caller.service} ${caller.source}`;
      const anew = () => open(roleArn, caller);
      const isGood = ({ expires }: RoleSession) => expires - clock.now() > RENEW_BEFORE_MS;
      const session = kept.get(key)?.then(before => (isGood(before) ? before : anew()), anew) ?? anew();
      kept.set(key, session);
      return session;
    },
    require: async (roleArn, actions, resource) => {
      const denied = await roles.denied(roleArn, actions, resource);
      if (denied.length === 0) return;
      throw new CloudpoolError(
        `${roleArn} is not authorized to perform ${denied.join(', ')} on ${resource}`,
        {
          code: 'NOT_GRANTED',
        },
      );
    },
  };
}

function notTrusted(roleArn: string, { service }: Pick<ServiceCaller, 'service'>): CloudpoolError {
  return new CloudpoolError(`the trust policy of ${roleArn} does not let ${service} in`, {
    code: 'ROLE_NOT_TRUSTED',
    hint: `Name ${service} as a principal, with conditions on aws:SourceAccount or aws:SourceArn only.`,
  });
}
