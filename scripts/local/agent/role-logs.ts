import type { RoleSession } from '../../aws/emulator-role.ts';
import { type LogsGateway, openLogs } from '../../aws/logs.ts';
import { type AwsSession, type AwsTarget, openSession } from '../../aws/session.ts';
import type { RoleSessions } from './role-sessions.ts';

/** Writes logs with the rights of a role, whose credentials change every hour. */
export function openRoleLogs(
  role: string,
  source: string,
  { roles, target }: { readonly roles: RoleSessions; readonly target: AwsTarget },
): LogsGateway {
  let opened:
    | { readonly credentials: RoleSession; readonly session: AwsSession; readonly logs: Promise<LogsGateway> }
    | undefined;
  const current = async () => {
    const credentials = await roles.get(role, { service: 'ecs-tasks.amazonaws.com', source });
    if (opened?.credentials !== credentials) {
      opened?.session.close();
      const session = openSession({ ...target, credentials });
      opened = { credentials, session, logs: openLogs(session) };
    }
    return await opened.logs;
  };
  return {
    createStream: async place => (await current()).createStream(place),
    put: async (place, lines) => (await current()).put(place, lines),
  };
}
