import type { Invocation } from '../../aws/lambda.ts';
import { CloudpoolError } from '../../errors.ts';

interface ErrorPayload {
  readonly errorType?: string;
  readonly errorMessage?: string;
}

/** Says what went wrong inside a function: its error, and the last lines of its log. */
export function functionFailed(key: string, { payload, functionError, logTail }: Invocation): CloudpoolError {
  const { errorType = functionError, errorMessage = payload } = readError(payload);
  const log = logTail.trimEnd();
  return new CloudpoolError(`the function of pool ${key} failed: ${errorType}: ${errorMessage}`, {
    code: 'FUNCTION_FAILED',
    hint: log === '' ? undefined : `The end of its log:\n${log}`,
  });
}

function readError(payload: string): ErrorPayload {
  try {
    const value: unknown = JSON.parse(payload);
    return typeof value === 'object' && value !== null ? (value as ErrorPayload) : {};
  } catch {
    return {};
  }
}
