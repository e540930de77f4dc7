import type { TaskContext } from '../../functions/runtime/index.ts';

/** What a function finds beside its input, for calling it without a thread. */
export function taskContext(changes: Partial<TaskContext> = {}): TaskContext {
  return {
    taskId: 'r/0',
    task: 0,
    run: 'r',
    attempt: 1,
    signal: new AbortController().signal,
    settings: {},
    log: () => undefined,
    remainingMs: () => 30_000,
    ...changes,
  };
}
