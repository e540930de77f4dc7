import { inspect } from 'node:util';
import type { TaskFailure } from '../protocol/outcome.ts';

/** Characters kept: a failure is for reading, and it travels with its chunk's result. */
const MOST = { name: 200, message: 4_000, stack: 8_000 };
/** Causes named below the stack. They may be their own. */
const MOST_CAUSES = 5;

/** Describes whatever a function threw, in bounded length. Never throws. */
export function failureOf(thrown: unknown): TaskFailure {
  try {
    return thrown instanceof Error ? failureOfError(thrown) : { name: 'Error', message: textOf(thrown) };
  } catch {
    return { name: 'Error', message: 'the function threw something that cannot be looked at' };
  }
}

/** Tells whether another start might help: the error does not say otherwise. */
export function mayRetry(thrown: unknown): boolean {
  try {
    return (thrown as { readonly retry?: unknown } | null | undefined)?.retry !== false;
  } catch {
    return true;
  }
}

function failureOfError(error: Error): TaskFailure {
  const stack = stackOf(error, MOST_CAUSES);
  return {
    name: clip(nameOf(error), MOST.name),
    message: clip(String(error.message), MOST.message),
    ...(stack === undefined ? {} : { stack: clip(stack, MOST.stack) }),
  };
}

function textOf(thrown: unknown): string {
  return clip(typeof thrown === 'string' ? thrown : inspect(thrown), MOST.message);
}

/** Most classes of errors do not set `name`: their own name says more than the inherited "Error". */
function nameOf(error: Error): string {
  return String((error.name === 'Error' ? error.constructor?.name : error.name) || 'Error');
}

function stackOf({ stack, message, cause }: Error, causes: number): string | undefined {
  if (typeof stack !== 'string') return undefined;
  const own = message.length > MOST.message ? stack.replace(message, clip(message, MOST.message)) : stack;
  if (!(cause instanceof Error) || causes === 0) return own;
  return `${own}\nCaused by: ${stackOf(cause, causes - 1) ?? clip(String(cause.message), MOST.message)}`;
}

function clip(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most)}…` : text;
}
