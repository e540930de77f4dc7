import { invokeFunction } from '../../aws/lambda.ts';
import type { PoolContext } from '../connect/context.ts';
import { findPool } from '../connect/find-pool.ts';
import { functionFailed } from './function-error.ts';

export interface InvokeOptions {
  /** The pool's key in the environment file. */
  readonly function: string;
  /** JSON. */
  readonly event: string;
}

export interface InvokeResult {
  /** What the function returned: JSON. */
  readonly payload: string;
  /** The last 4 KB of its log. */
  readonly logTail: string;
}

/** Calls a pool's function once. Throws `FUNCTION_FAILED` with the error and the end of the log. */
export async function invoke(context: PoolContext, options: InvokeOptions): Promise<InvokeResult> {
  const pool = await findPool(context, options.function);
  const answer = await invokeFunction(context.session, { name: pool.functionArn, event: options.event });
  if (answer.functionError !== undefined) throw functionFailed(pool.key, answer);
  return { payload: answer.payload, logTail: answer.logTail };
}
