import { randomUUID, timingSafeEqual } from 'node:crypto';
import type { RoleSession } from '../../aws/emulator-role.ts';

/** Gives each container its own role's credentials, and nobody else's. */
export interface CredentialDesk {
  /** Lets a task ask. Returns the token that it has to show. */
  admit(taskId: string, session: () => Promise<RoleSession>): string;
  /** Knows the task no more. */
  dismiss(taskId: string): void;
  /** `unknown`: no such task, or the wrong token. Throws what the role's session throws. */
  ask(taskId: string, token: string): Promise<RoleSession | 'unknown'>;
}

export function createCredentialDesk(): CredentialDesk {
  const admitted = new Map<
    string,
    { readonly token: string; readonly session: () => Promise<RoleSession> }
  >();
  return {
    admit: (taskId, session) => {
      const token = randomUUID();
      admitted.set(taskId, { token, session });
      return token;
    },
    dismiss: taskId => void admitted.delete(taskId),
    ask: async (taskId, token) => {
      const entry = admitted.get(taskId);
      return entry !== undefined && isSame(token, entry.token) ? await entry.session() : 'unknown';
    },
  };
}

function isSame(shown: string, wanted: string): boolean {
  const [a, b] = [Buffer.from(shown), Buffer.from(wanted)];
  return a.length === b.length && timingSafeEqual(a, b);
}
