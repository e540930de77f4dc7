/** Keeps a container from being ended while it works. */
export interface TaskProtection {
  /** Says whether it works. Never rejects, and nobody has to wait for it. */
  set(busy: boolean): Promise<void>;
}

/** ECS takes at most two days; a chunk is held for at most 11 h. */
const EXPIRES_MINUTES = 12 * 60;
const PATIENCE_MS = 5_000;
/** How ECS says that a task belongs to no service: nothing scales it in, so nothing has to be protected. */
const NO_SERVICE = /TASK_NOT_VALID|TaskNotValidException/;

/**
 * Asks the agent of ECS, where there is one (`ECS_AGENT_URI`). It protects tasks of a service from scaling in; a task that
 * RunTask started needs none and is refused, which is no news. Any other refusal is said once.
 */
export function taskProtection(
  agent: string | undefined,
  { fetch: ask = fetch, log }: { readonly fetch?: typeof fetch; readonly log: (entry: object) => void },
): TaskProtection {
  if (!agent) return { set: async () => {} };
  let refused = false;
  let last: Promise<void> = Promise.resolve();
  const put = async (busy: boolean) => {
    if (refused) return;
    const body = busy
      ? { ProtectionEnabled: true, ExpiresInMinutes: EXPIRES_MINUTES }
      : { ProtectionEnabled: false };
    try {
      const answer = await ask(`${agent}/task-protection/v1/state`, {
        method: 'PUT',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(PATIENCE_MS),
      });
      if (answer.ok) return;
      refused = true;
      const text = await answer.text();
      if (!NO_SERVICE.test(text))
        log({ event: 'not-protected', status: answer.status, answer: text.slice(0, 300) });
    } catch (error) {
      log({ event: 'not-protected', error: String(error) });
    }
  };
  return {
    // One after another: the last word must be the last one said.
    set: busy => (last = last.then(() => put(busy))),
  };
}
