import { inspect } from 'node:util';
import type { TaskFailure } from '../protocol/outcome.ts';

/** Describes whatever a function threw. Never throws. */
export function failureOf(thrown: unknown): TaskFailure {
  if (!(thrown instanceof Error)) return { name: 'Error', message: inspect(thrown) };
  const stack = stackOf(thrown);
  return {
    name: nameOf(thrown),
    message: String(thrown.message),
    ...(stack === undefined ? {} : { stack }),
  };
}

/** Tells whether another start might help: the error does not say otherwise. */
export function mayRetry(thrown: unknown): boolean {
  return (thrown as { readonly retry?: unknown } | null | undefined)?.retry !== false;
}

/** Most classes of errors do not set `name`: their own name says more than the inherited "Error". */
function nameOf(error: Error): string {
  return String((error.name === 'Error' ? error.constructor?.name : error.name) || 'Error');
}

function stackOf({ stack, cause }: Error): string | undefined {
  if (typeof stack !== 'string') return undefined;
  const reason = cause instanceof Error ? (stackOf(cause) ?? cause.message) : undefined;
  return reason === undefined ? stack : `${stack}\nCaused by: ${reason}`;
}
